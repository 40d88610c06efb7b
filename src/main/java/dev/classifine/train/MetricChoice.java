package dev.classifine.train;

import dev.classifine.error.UsageException;
import dev.classifine.metrics.Evaluation;
import dev.classifine.metrics.MetricDirection;
import dev.classifine.problem.LabelSmoothing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metric by which the best evaluation is told. */
final class MetricChoice {

  private static final String PREFIX = "eval_";
  private static final String LOSS = "loss";

  private final SelectionOptions options;
  private final boolean evaluates;

  /**
   * @param evaluates whether there are rows to evaluate on
   */
  MetricChoice(SelectionOptions options, boolean evaluates) {
    this.options = options;
    this.evaluates = evaluates;
  }

  /**
   * Whether the metric gets better upwards.
   *
   * @throws UsageException as {@link #check}
   */
  boolean greaterIsBetter(Trainer trainer) {
    Evaluation evaluation = trainer.noEvaluation();
    check(evaluation, trainer.labelSmoothing());
    String metric = plain(options.metric());
    return switch (options.direction()) {
      case GREATER -> true;
      case SMALLER -> false;
      case BY_NAME -> {
        MetricDirection direction =
            evaluation.metrics().containsKey(metric)
                ? evaluation.direction(metric)
                : MetricDirection.of(metric);
        yield direction == MetricDirection.GREATER_IS_BETTER;
      }
    };
  }

  /**
   * Checks that there is such a metric.
   *
   * @param evaluation one of the training's, of no rows perhaps
   * @param smoothing in effect
   * @throws UsageException if the trainer's evaluations have no such metric, or there are none
   *     though something follows from them
   */
  void check(Evaluation evaluation, LabelSmoothing smoothing) {
    if (options.isOn() && !evaluates) {
      throw new UsageException(
          "load best model at end, early stopping: there are no rows to evaluate on. Give an"
              + " evaluation file, or a share of the training rows to hold out.");
    }
    Set<String> known = new LinkedHashSet<>(List.of(LOSS));
    if (smoothing.isOn()) {
      known.add("smoothed_loss");
    }
    known.addAll(evaluation.metrics().keySet());
    if (!known.contains(plain(options.metric()))) {
      throw new UsageException(
          "metric for best model: \""
              + options.metric()
              + "\" is not a metric of "
              + evaluation.problemType().title()
              + ". It must be one of "
              + String.join(", ", known)
              + ".");
    }
  }

  /** The metric's value among an evaluation's, whose names begin with {@code eval_}. */
  static double value(Map<String, Object> metrics, String name) {
    return ((Number) metrics.get(PREFIX + plain(name))).doubleValue();
  }

  private static String plain(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }
}
