package dev.classifine.problem;

import dev.classifine.error.UsageException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How logits become scores and scores become labels.
 *
 * <p>Scores are calibrated by the temperature (Guo et al. 2017, "On Calibration of Modern Neural
 * Networks"): {@code softmax(z/T)} for one label, {@code sigmoid(z/T)} for each of several. A
 * single-label problem decides for the largest logit, whatever the temperature. A multi-label
 * problem decides for every label whose calibrated probability is above its threshold; compared are
 * the logits, {@code z > T·ln(t/(1-t))}, so that nothing is lost where a probability rounds. With
 * the defaults that is {@code z > 0}. A regression decides nothing.
 *
 * @param problemType the problem that is decided
 * @param temperature T, above 0; above 1 it makes the model less sure of itself; default 1; a
 *     regression has no other
 * @param thresholds multi-label: t in [0, 1], one for all labels or one for each, in the order of
 *     the logits; 1 never decides for a label and 0 always; default one of 0.5
 * @param atLeastOne multi-label: whether a row on which no label passes gets the most probable one,
 *     whatever its threshold; of equal ones the first; default false
 * @param topK multi-label: the most labels of a row, 0 for any number; where it is set, the most
 *     probable are kept and come first; default 0
 */
public record Decision(
    ProblemType problemType,
    double temperature,
    List<Double> thresholds,
    boolean atLeastOne,
    int topK) {

  /** The threshold where nothing else is said. */
  public static final double DEFAULT_THRESHOLD = 0.5;

  private static final List<Double> DEFAULT_THRESHOLDS = List.of(DEFAULT_THRESHOLD);

  /**
   * @throws UsageException if a number is out of its range, or the problem has no use for it
   */
  public Decision {
    thresholds = List.copyOf(thresholds);
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new UsageException(
          "temperature: " + temperature + " is out of range. It must be a number above 0.");
    }
    if (thresholds.isEmpty()) {
      throw new UsageException(
          "thresholds: there is none. Give one for all labels, or one for each.");
    }
    for (double threshold : thresholds) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new UsageException(
            "threshold: " + threshold + " is out of range. It must be a probability in [0, 1].");
      }
    }
    if (topK < 0) {
      throw new UsageException(
          "top-k: " + topK + " is below 0. It must be at least 1, or 0 for any number of labels.");
    }
    boolean choosesLabels = !thresholds.equals(DEFAULT_THRESHOLDS) || atLeastOne || topK > 0;
    if (choosesLabels && problemType != ProblemType.MULTI_LABEL) {
      throw new UsageException(
          "Thresholds, at-least-one and top-k are for multi-label classification, and this is "
              + problemType.title()
              + ". Leave them out.");
    }
    if (temperature != 1 && problemType == ProblemType.REGRESSION) {
      throw new UsageException(
          "temperature: "
              + temperature
              + " was given for a regression, which has no"
              + " probabilities. Leave it out.");
    }
  }

  /** The decision where nothing was tuned. */
  public static Decision of(ProblemType type) {
    return new Decision(type, 1, DEFAULT_THRESHOLDS, false, 0);
  }

  /** Whether nothing was tuned. */
  public boolean isDefault() {
    return equals(of(problemType));
  }

  /** The same with another temperature. */
  public Decision withTemperature(double value) {
    return new Decision(problemType, value, thresholds, atLeastOne, topK);
  }

  /** The same with one threshold for all labels. */
  public Decision withThreshold(double value) {
    return withThresholds(List.of(value));
  }

  /** The same with other thresholds: one, or one for each label. */
  public Decision withThresholds(List<Double> values) {
    return new Decision(problemType, temperature, values, atLeastOne, topK);
  }

  /** The same with or without at least one label. */
  public Decision withAtLeastOne(boolean value) {
    return new Decision(problemType, temperature, thresholds, value, topK);
  }

  /** The same with another limit on the number of labels. */
  public Decision withTopK(int value) {
    return new Decision(problemType, temperature, thresholds, atLeastOne, value);
  }

  /**
   * What a logit must be above for its probability to be above a threshold: {@code T·ln(t/(1-t))}.
   */
  public static double cutoff(double temperature, double threshold) {
    return temperature * Math.log(threshold / (1 - threshold));
  }

  /** {@code sigmoid(z/T)}: the calibrated probability of a label among several. */
  public static double sigmoid(double logit, double temperature) {
    return 1 / (1 + Math.exp(-logit / temperature));
  }

  /**
   * The scores of a row.
   *
   * @param logits {@code [K]}
   * @return {@code [K]}: calibrated probabilities that sum to 1 (single-label) or are each in [0,
   *     1] (multi-label), or the numbers themselves (regression)
   */
  public double[] scores(float[] logits) {
    return switch (problemType) {
      case SINGLE_LABEL -> softmax(logits);
      case MULTI_LABEL ->
          IntStream.range(0, logits.length)
              .mapToDouble(k -> sigmoid(logits[k], temperature))
              .toArray();
      case REGRESSION -> IntStream.range(0, logits.length).mapToDouble(k -> logits[k]).toArray();
    };
  }

  /**
   * The labels of a row.
   *
   * @param logits {@code [K]}
   * @return their ids: one (single-label; the first of equal ones), any number in the order of the
   *     logits, or with top-k the most probable first (multi-label), none (regression)
   * @throws IllegalArgumentException if there is a threshold for each label and K is not their
   *     number
   */
  public int[] decide(float[] logits) {
    return switch (problemType) {
      case SINGLE_LABEL -> new int[] {largest(logits)};
      case MULTI_LABEL -> {
        int[] passing = passing(logits);
        if (passing.length == 0 && atLeastOne) {
          yield new int[] {largest(logits)};
        }
        yield topK == 0 ? passing : mostProbable(passing, logits);
      }
      case REGRESSION -> new int[0];
    };
  }

  private int[] passing(float[] logits) {
    double[] cutoffs = thresholds.stream().mapToDouble(t -> cutoff(temperature, t)).toArray();
    if (cutoffs.length != 1 && cutoffs.length != logits.length) {
      throw new IllegalArgumentException(
          cutoffs.length + " thresholds are not for " + logits.length + " logits.");
    }
    return IntStream.range(0, logits.length)
        .filter(k -> logits[k] > cutoffs[cutoffs.length == 1 ? 0 : k])
        .toArray();
  }

  private int[] mostProbable(int[] ids, float[] logits) {
    return IntStream.of(ids)
        .boxed()
        .sorted(Collections.reverseOrder(Comparator.comparing(id -> logits[id]))) // stable
        .limit(topK)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    return best;
  }

  private double[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    double[] probabilities = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = Math.exp((logits[k] - max) / temperature);
      sum += probabilities[k];
    }
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }
}
