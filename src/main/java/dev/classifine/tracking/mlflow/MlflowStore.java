package dev.classifine.tracking.mlflow;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where MLflow keeps runs. Used by one thread. Each method throws a {@link RefusedException} where
 * it is of no use to try again, another {@link IOException} where it may be.
 */
interface MlflowStore {

  /** The experiment of a name, which is made where there is none. */
  String experiment(String name) throws IOException, InterruptedException;

  /**
   * Makes a run, which is running.
   *
   * @param start milliseconds since 1970
   */
  RunId createRun(String experiment, String name, long start, Map<String, String> tags)
      throws IOException, InterruptedException;

  /**
   * Takes up a run that was cut: it is running again, without what was logged after a step, as far
   * as that can be taken away.
   *
   * @param step the last one that stays
   * @return by metric, the last step whose value stays there; nothing where there is no such run
   */
  Optional<Map<String, Long>> resume(RunId run, long step) throws IOException, InterruptedException;

  /** Adds values of metrics. */
  void metrics(RunId run, List<Point> points) throws IOException, InterruptedException;

  /** Sets params, which no run has so far. */
  void params(RunId run, Map<String, String> params) throws IOException, InterruptedException;

  /** Sets tags, in place of those of the same names. */
  void tags(RunId run, Map<String, String> tags) throws IOException, InterruptedException;

  /**
   * A run ended.
   *
   * @param time milliseconds since 1970
   */
  void end(RunId run, RunStatus status, long time) throws IOException, InterruptedException;
}
