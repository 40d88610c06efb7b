package dev.classifine.experiment;

import dev.classifine.metrics.MetricDirection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which run is better than another.
 *
 * @param metric by which, with or without {@code eval_}
 * @param direction which values of it are better
 */
public record Ranking(String metric, MetricDirection direction) {

  /**
   * The runs, the best first: those that are done and have the metric, then those in which it is no
   * finite number, then those that are not done; in their own order where they are equal.
   */
  public List<RunRecord> ranked(List<RunRecord> runs) {
    return runs.stream()
        .sorted(Comparator.comparing(this::place).thenComparing(this::byValue))
        .toList();
  }

  /** The best run; empty where none is done with a finite number. */
  public Optional<RunRecord> best(List<RunRecord> runs) {
    return ranked(runs).stream().findFirst().filter(run -> place(run) == 0);
  }

  private int place(RunRecord run) {
    if (!run.isDone()) {
      return 2;
    }
    return Double.isNaN(run.metric(metric)) ? 1 : 0;
  }

  private int byValue(RunRecord one, RunRecord other) {
    double a = one.metric(metric);
    double b = other.metric(metric);
    return direction.isBetter(a, b) ? -1 : direction.isBetter(b, a) ? 1 : 0;
  }
}
