package dev.classifine.junit;

import dev.classifine.FineTuningResult;
import dev.classifine.train.TrainingOutcome;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run's numbers in a few lines, as failures of assertions tell them. */
final class RunSummary {

  private RunSummary() {}

  static String of(String name, FineTuningResult result) {
    TrainingOutcome outcome = result.outcome();
    String numbers =
        result.metrics().entrySet().stream()
            .filter(entry -> !entry.getKey().matches("epoch|.*_(runtime|per_second)"))
            .map(entry -> entry.getKey() + " " + shown(entry.getValue()))
            .collect(Collectors.joining(", "));
    return "%s (%s, labels %s): %s after %d steps, %s epochs%n  %s%n  warnings: %s"
        .formatted(
            name,
            result.problemType().id(),
            result.labels().names(),
            outcome.end().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            outcome.steps(),
            shown(outcome.epochs()),
            numbers.isEmpty() ? "no metrics" : numbers,
            result.warnings().isEmpty() ? "none" : String.join(" ", result.warnings()));
  }

  /** Six digits; whole numbers without a fraction. */
  static String shown(Object value) {
    if (!(value instanceof Double || value instanceof Float)) {
      return String.valueOf(value);
    }
    double number = ((Number) value).doubleValue();
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.6g", number);
  }
}
