package dev.classifine.tuning;

import dev.classifine.problem.Decision;
import java.util.Arrays;

/**
 * The threshold with the best F1, exactly: every way to divide the cases by their scores is tried.
 *
 * <p>Between two neighbouring scores the threshold is the middle of their probabilities, below the
 * lowest half of it. The default of 0.5 stays where none is better, as for labels without
 * positives; of equal ones the nearest to 0.5 is taken. Scores whose probabilities are the same
 * number cannot be divided and are not.
 */
final class ThresholdSearch {

  private final float[] positives;
  private final float[] negatives;
  private final double temperature;

  private double threshold = Decision.DEFAULT_THRESHOLD;
  private long bestTruePositives;
  private long bestPredicted;

  private ThresholdSearch(float[] positives, float[] negatives, double temperature) {
    this.positives = positives;
    this.negatives = negatives;
    this.temperature = temperature;
  }

  /**
   * Searches.
   *
   * @param positives the logits of cases that have the label; sorted here
   * @param negatives the logits of cases that have it not; sorted here
   * @return a probability in [0, 1), that a case's calibrated probability must be above
   */
  static double best(float[] positives, float[] negatives, double temperature) {
    Arrays.sort(positives);
    Arrays.sort(negatives);
    return new ThresholdSearch(positives, negatives, temperature).search();
  }

  private double search() {
    int p = above(positives, 0); // the default's decisions
    int n = above(negatives, 0);
    bestTruePositives = p;
    bestPredicted = p + (long) n;
    p = 0; // the highest p positives and n negatives are predicted
    n = 0;
    while (p < positives.length || n < negatives.length) {
      float score = Math.max(next(positives, p), next(negatives, n));
      p += equal(positives, p, score);
      n += equal(negatives, n, score);
      float below = Math.max(next(positives, p), next(negatives, n));
      consider(score, below, p, p + (long) n);
    }
    return threshold;
  }

  /** Considers to predict all cases down to a score, and no case from the next score below it. */
  private void consider(float score, float below, long truePositives, long predicted) {
    long better = compare(truePositives, predicted);
    if (better < 0) {
      return;
    }
    double probability = Decision.sigmoid(score, temperature);
    double candidate = (probability + Decision.sigmoid(below, temperature)) / 2; // -inf: 0
    double cutoff = Decision.cutoff(temperature, candidate);
    boolean divides = below <= cutoff && cutoff < score;
    if (divides && (better > 0 || distance(candidate) < distance(threshold))) {
      threshold = candidate;
      bestTruePositives = truePositives;
      bestPredicted = predicted;
    }
  }

  /** The sign of this F1, {@code 2tp / (predicted + support)}, minus the best so far. */
  private long compare(long truePositives, long predicted) {
    long support = positives.length;
    return Long.compare(
        truePositives * (bestPredicted + support), bestTruePositives * (predicted + support));
  }

  private static double distance(double candidate) {
    return Math.abs(candidate - Decision.DEFAULT_THRESHOLD);
  }

  /** The highest score after the first {@code taken} from the top; -inf where there is none. */
  private static float next(float[] sorted, int taken) {
    return taken == sorted.length ? Float.NEGATIVE_INFINITY : sorted[sorted.length - 1 - taken];
  }

  /** How many of the next scores equal one; 0.0 and -0.0 are equal. */
  private static int equal(float[] sorted, int taken, float score) {
    int count = 0;
    while (taken + count < sorted.length && sorted[sorted.length - 1 - taken - count] == score) {
      count++;
    }
    return count;
  }

  private static int above(float[] sorted, float cutoff) {
    int count = 0;
    while (count < sorted.length && sorted[sorted.length - 1 - count] > cutoff) {
      count++;
    }
    return count;
  }
}
