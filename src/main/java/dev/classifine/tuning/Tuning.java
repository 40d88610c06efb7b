package dev.classifine.tuning;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.BrierScore;
import dev.classifine.metrics.ExpectedCalibrationError;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.MetricsAccumulator;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import dev.classifine.tuning.TuningOptions.Thresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tunes a decision on rows that the model was not trained on: first the temperature, then the
 * thresholds on the calibrated probabilities. Thresholds are chosen for decisions by thresholds
 * alone: at-least-one and top-k are not looked at.
 */
public final class Tuning {

  private final LogitMatrix logits;
  private final Targets targets;
  private final Likelihood likelihood;

  private Tuning(LogitMatrix logits, Targets targets) {
    this.logits = logits;
    this.targets = targets;
    this.likelihood = Likelihood.of(logits, targets);
  }

  /**
   * Tunes.
   *
   * @param options what; the decision is made of them alone
   * @param before the decision so far, for the report; of the rows' problem
   * @param labels K labels
   * @param logits {@code [rows, K]}
   * @param targets the truth of each row; none may be ignored as a whole
   * @throws UsageException if the problem has no use for an option, or is a regression
   * @throws ClassifineException if there are no rows or a logit is not finite
   */
  public static Tuned tune(
      TuningOptions options,
      Decision before,
      LabelSet labels,
      LogitMatrix logits,
      Targets targets) {
    Decision untuned = options.untuned(before.problemType());
    MetricsAccumulator measured = accumulator(before, labels);
    check(logits, targets);
    Tuning tuning = new Tuning(logits, targets);
    List<String> warnings = new ArrayList<>();
    Decision after = tuning.decision(options, untuned, warnings);
    TuningReport report =
        new TuningReport(
            targets.size(),
            tuning.measure(before, measured),
            tuning.measure(after, accumulator(after, labels)),
            warnings);
    return new Tuned(after, labels, report);
  }

  private Decision decision(TuningOptions options, Decision untuned, List<String> warnings) {
    double temperature = 1;
    if (options.temperature()) {
      temperature = TemperatureScaling.fit(likelihood);
      if (temperature == TemperatureScaling.LOWEST || temperature == TemperatureScaling.HIGHEST) {
        warnings.add(
            "The held-out rows do not determine a temperature: it is "
                + temperature
                + ", the bound. Either they are all told apart without a mistake, or the logits say"
                + " nothing of them. Take more rows, or leave the temperature at 1.");
      }
    }
    Decision calibrated = untuned.withTemperature(temperature);
    if (options.thresholds() == Thresholds.NONE) {
      return calibrated;
    }
    Targets.LabelLists lists = (Targets.LabelLists) targets;
    List<Double> thresholds = new ArrayList<>();
    if (options.thresholds() == Thresholds.ONE) {
      thresholds.add(threshold(lists, 0, logits.labels(), temperature));
    } else {
      for (int k = 0; k < logits.labels(); k++) {
        thresholds.add(threshold(lists, k, k + 1, temperature));
      }
    }
    return calibrated.withThresholds(thresholds);
  }

  /** The best threshold for what is known of all rows and the labels from one to another. */
  private double threshold(Targets.LabelLists lists, int from, int to, double temperature) {
    float[] positive = new float[lists.size() * (to - from)];
    float[] negative = new float[positive.length];
    int p = 0;
    int n = 0;
    for (int row = 0; row < lists.size(); row++) {
      for (int k = from; k < to; k++) {
        if (!lists.knows(row, k)) {
          continue;
        }
        if (Arrays.binarySearch(lists.ids()[row], k) >= 0) {
          positive[p++] = logits.get(row, k);
        } else {
          negative[n++] = logits.get(row, k);
        }
      }
    }
    return ThresholdSearch.best(
        Arrays.copyOf(positive, p), Arrays.copyOf(negative, n), temperature);
  }

  private static MetricsAccumulator accumulator(Decision decision, LabelSet labels) {
    return MetricsAccumulator.of(
        decision, labels, List.of(ExpectedCalibrationError::new, BrierScore::new));
  }

  private Map<String, Double> measure(Decision decision, MetricsAccumulator accumulator) {
    for (int row = 0; row < targets.size(); row++) {
      accumulator.add(logits.row(row), targets, row);
    }
    Map<String, Double> metrics = accumulator.evaluation().metrics();
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("log_loss", likelihood.at(1 / decision.temperature()).loss());
    for (String name : List.of(ExpectedCalibrationError.NAME, BrierScore.NAME)) {
      numbers.put(name, metrics.remove(name));
    }
    numbers.putAll(metrics);
    return numbers;
  }

  private static void check(LogitMatrix logits, Targets targets) {
    if (targets.size() == 0) {
      throw new ClassifineException(
          "There are no held-out rows to tune on. There must be at least one.");
    }
    if (targets.size() != logits.rows()) {
      throw new IllegalArgumentException(
          targets.size() + " targets are not for " + logits.rows() + " rows of logits.");
    }
    int bad = logits.firstNotFinite();
    if (bad >= 0) {
      throw new ClassifineException(
          "The logits of held-out row "
              + bad
              + " (from 0) are "
              + Arrays.toString(logits.row(bad))
              + ". They must be finite: the weights are damaged or were trained to no number. Use"
              + " another checkpoint.");
    }
  }
}
