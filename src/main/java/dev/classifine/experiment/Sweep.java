package dev.classifine.experiment;

import dev.classifine.DataOptions;
import dev.classifine.FineTuningOptions;
import dev.classifine.data.DataLocation;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.MetricDirection;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Trains with many combinations of options and tells which is the best.
 *
 * <pre>{@code
 * SweepResult result =
 *     Sweep.builder()
 *         .sweep(SweepOptions.of(space).withMethod(new RandomSearch(20, 42)))
 *         .options(trial ->
 *             FineTuning.of("minilm").train(file).evalFraction(0.2)
 *                 .learningRate(trial.number("learning-rate"))
 *                 .options())
 *         .output(folder)
 *         .run();
 * }</pre>
 *
 * <p>Every trial is a run of its own in the folder, and is not repeated when the sweep is gone on
 * with. A trial that fails is the last of the ranking and stops no other.
 */
public final class Sweep {

  private static final String KIND = "sweep";

  private final SweepBuilder given;
  private final SweepOptions options;
  private final List<String> notes = new ArrayList<>();

  Sweep(SweepBuilder given) {
    this.given = given;
    this.options = given.sweep;
  }

  /** Begins one. */
  public static SweepBuilder builder() {
    return new SweepBuilder();
  }

  /**
   * Does all runs that are not done yet.
   *
   * @throws UsageException if the options of any trial are not as they must be; nothing was trained
   *     then
   * @throws ClassifineException if the folder cannot be used
   */
  SweepResult run() {
    List<Trial> trials = options.first();
    if (options.method() instanceof RandomSearch random && trials.size() < random.trials()) {
      notes.add(
          "The space has %d combinations, fewer than the %d trials that were asked for: all were tried."
              .formatted(trials.size(), random.trials()));
    }
    Ranking ranking = ranking(checked(options.method().toCheck(trials)));
    try (ExperimentFolder folder =
        ExperimentFolder.open(given.output, KIND, definition(ranking), given.resume)) {
      checkNoneIsLeftOut(folder, trials);
      return search(folder, trials, ranking);
    }
  }

  private List<FineTuningOptions> checked(List<Trial> trials) {
    List<FineTuningOptions> all = new ArrayList<>();
    for (Trial trial : trials) {
      try {
        all.add(given.options.apply(trial));
      } catch (UsageException e) {
        throw new UsageException(
            trial.name() + " " + trial.values() + ": " + e.getMessage() + " Nothing was trained.",
            e);
      }
    }
    all.stream().map(FineTuningOptions::data).distinct().forEach(Sweep::checkData);
    return all;
  }

  /** A file that is not there would be found when the trial that names it begins. */
  private static void checkData(DataOptions data) {
    if (!data.evaluates()) {
      throw new UsageException(
          "sweep: there are no rows to tell the best run by. Give an evaluation file (--eval), or"
              + " a share of the training rows to hold out (--eval-fraction).");
    }
    for (DataLocation location : Arrays.asList(data.train(), data.eval())) {
      try {
        if (location != null) {
          location.check();
        }
      } catch (UsageException e) {
        throw new UsageException(e.getMessage() + " Nothing was trained.", e);
      }
    }
  }

  private Ranking ranking(List<FineTuningOptions> runs) {
    if (options.metric() != null) {
      return ranking(options.metric(), options.direction());
    }
    Set<Ranking> own = new LinkedHashSet<>();
    for (FineTuningOptions run : runs) {
      SelectionOptions selection = run.training().selection();
      own.add(ranking(selection.metric(), selection.direction()));
    }
    if (own.size() > 1) {
      throw new UsageException(
          "metric: the runs tell their best evaluation by different metrics ("
              + String.join(", ", own.stream().map(Ranking::metric).toList())
              + "). Give the one by which the best run is told.");
    }
    return own.iterator().next();
  }

  private static Ranking ranking(String metric, Direction direction) {
    String plain = metric.startsWith("eval_") ? metric.substring("eval_".length()) : metric;
    return new Ranking(
        plain,
        switch (direction) {
          case GREATER -> MetricDirection.GREATER_IS_BETTER;
          case SMALLER -> MetricDirection.SMALLER_IS_BETTER;
          case BY_NAME -> MetricDirection.of(plain);
        });
  }

  private Map<String, Object> definition(Ranking ranking) {
    Map<String, Object> definition = new LinkedHashMap<>(options.definition());
    definition.put("metric", ranking.metric());
    definition.put("direction", ranking.direction().name());
    definition.putAll(given.definition);
    return definition;
  }

  /** Fewer trials than were begun would leave results out without a word. */
  private void checkNoneIsLeftOut(ExperimentFolder folder, List<Trial> trials) {
    for (RunRecord record : folder.records()) {
      int number = Trial.numberOf(record.name());
      if (number > trials.size()) {
        throw new UsageException(
            "trials: "
                + trials.size()
                + " are fewer than were begun: there is a record of "
                + record.name()
                + ". Give at least as many as before, or choose a new folder.");
      }
    }
  }

  private SweepResult search(ExperimentFolder folder, List<Trial> first, Ranking ranking) {
    List<List<RunRecord>> rungs = new ArrayList<>();
    boolean interrupted = false;
    List<Trial> trials = first;
    while (!trials.isEmpty() && !interrupted) {
      List<RunRecord> ended = rung(folder, trials, rungs, ranking);
      rungs.add(ended);
      interrupted =
          ended.size() < trials.size()
              || ended.stream().anyMatch(run -> run.status() == RunStatus.INTERRUPTED);
      trials = options.method().next(ranked(trials, ended, ranking), trials.size());
    }
    SweepResult result =
        new SweepResult(folder.path(), options, ranking, rungs, interrupted, notes);
    folder.results(result.runs(), result.summary());
    return result;
  }

  private List<RunRecord> rung(
      ExperimentFolder folder, List<Trial> trials, List<List<RunRecord>> before, Ranking ranking) {
    List<PlannedRun> planned =
        trials.stream().map(trial -> new PlannedRun(trial.name(), trial.values())).toList();
    SweepWatch watch = new SweepWatch(folder, options, ranking, before, planned, given.listener);
    RunQueue queue = new RunQueue(folder, given.launcher(trials), given.queue, watch, given.stop);
    return queue.run(planned);
  }

  /** The trials that are done, the best first. */
  private static List<Trial> ranked(List<Trial> trials, List<RunRecord> ended, Ranking ranking) {
    Map<String, Trial> byName = new LinkedHashMap<>();
    trials.forEach(trial -> byName.put(trial.name(), trial));
    return ranking.ranked(ended).stream()
        .filter(RunRecord::isDone)
        .map(run -> byName.get(run.name()))
        .toList();
  }
}
