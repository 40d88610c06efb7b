package dev.classifine.train;

import dev.classifine.error.UsageException;
import dev.classifine.metrics.Evaluation;
import dev.classifine.metrics.MetricDirection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metric by which the best evaluation is told. */
final class MetricChoice {

  private static final String PREFIX = "eval_";
  private static final String LOSS = "loss";

  private final SelectionOptions options;
  private final TrainingSet evaluation;

  /**
   * @param evaluation null for none
   */
  MetricChoice(SelectionOptions options, TrainingSet evaluation) {
    this.options = options;
    this.evaluation = evaluation;
  }

  /**
   * Whether the metric gets better upwards.
   *
   * @throws UsageException if the trainer's evaluations have no such metric, or there are none
   *     though something follows from them
   */
  boolean greaterIsBetter(Trainer trainer) {
    if (options.isOn() && evaluation == null) {
      throw new UsageException(
          "load best model at end, early stopping: there are no rows to evaluate on. Give an"
              + " evaluation file, or a share of the training rows to hold out.");
    }
    String metric = plain(options.metric());
    Set<String> known = new LinkedHashSet<>(List.of(LOSS));
    if (trainer.labelSmoothing().isOn()) {
      known.add("smoothed_loss");
    }
    Evaluation evaluated = trainer.noEvaluation();
    known.addAll(evaluated.metrics().keySet());
    if (!known.contains(metric)) {
      throw new UsageException(
          "metric for best model: \""
              + options.metric()
              + "\" is not a metric of "
              + trainer.problem().title()
              + ". It must be one of "
              + String.join(", ", known)
              + ".");
    }
    return switch (options.direction()) {
      case GREATER -> true;
      case SMALLER -> false;
      case BY_NAME -> {
        MetricDirection direction =
            evaluated.metrics().containsKey(metric)
                ? evaluated.direction(metric)
                : MetricDirection.of(metric);
        yield direction == MetricDirection.GREATER_IS_BETTER;
      }
    };
  }

  /** The metric's value among an evaluation's, whose names begin with {@code eval_}. */
  static double value(Map<String, Object> metrics, String name) {
    return ((Number) metrics.get(PREFIX + plain(name))).doubleValue();
  }

  private static String plain(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }
}
