package dev.classifine.experiment;

import java.util.List;

/** Hears of an experiment's runs. Calls come from several threads, but one at a time. */
public interface ExperimentListener {

  /** Hears of nothing. */
  ExperimentListener NONE = new ExperimentListener() {};

  /**
   * Runs are to be done.
   *
   * @param runs all of them
   * @param done what became of those that are done already
   */
  default void onPlanned(List<PlannedRun> runs, List<RunRecord> done) {}

  /**
   * A run begins, or goes on.
   *
   * @param attempt from 1; those before the experiment was cut count too
   */
  default void onStart(PlannedRun run, String device, int attempt) {}

  /**
   * What a run is at, in a few words, which may be the same as before: time has gone by. None, an
   * empty text, where the run has made its steps and goes on to write its checkpoint.
   */
  default void onProgress(PlannedRun run, String progress) {}

  /** An attempt failed, and another one follows. */
  default void onRetry(PlannedRun run, String why) {}

  /** A run ended. */
  default void onEnd(RunRecord record) {}
}
