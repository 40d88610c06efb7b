package dev.classifine.tuning;

import dev.classifine.metrics.LogitMatrix;
import dev.classifine.problem.Targets;
import java.util.Arrays;

/**
 * The negative log-likelihood of held-out rows as a function of the inverse temperature {@code β},
 * which is convex: a mean over rows (single-label) or over rows and labels (multi-label).
 */
interface Likelihood {

  /** The function with its first and second derivative. */
  record Point(double loss, double slope, double curvature) {}

  /** The point at an inverse temperature above 0. */
  Point at(double beta);

  /** The likelihood of targets of either kind; of labels that are not known nothing counts. */
  static Likelihood of(LogitMatrix logits, Targets targets) {
    return targets instanceof Targets.LabelLists lists
        ? beta -> sigmoid(logits, lists, beta)
        : beta -> softmax(logits, ((Targets.Classes) targets).ids(), beta);
  }

  /**
   * {@code log sum_k exp(β·z_k) - β·z_y}. The slope is the expectation of z minus {@code z_y}, the
   * curvature the variance of z, both under the probabilities at β.
   */
  private static Point softmax(LogitMatrix logits, int[] classes, double beta) {
    double loss = 0;
    double slope = 0;
    double curvature = 0;
    for (int row = 0; row < classes.length; row++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < logits.labels(); k++) {
        max = Math.max(max, logits.get(row, k));
      }
      double total = 0;
      double first = 0;
      double second = 0;
      for (int k = 0; k < logits.labels(); k++) {
        double below = logits.get(row, k) - max;
        double weight = Math.exp(beta * below);
        total += weight;
        first += weight * below;
        second += weight * below * below;
      }
      double mean = first / total;
      double gap = max - logits.get(row, classes[row]);
      loss += Math.log(total) + beta * gap;
      slope += mean + gap;
      curvature += second / total - mean * mean;
    }
    int rows = classes.length;
    return new Point(loss / rows, slope / rows, curvature / rows);
  }

  /** {@code log(1 + exp(β·s))} with {@code s = -z} where the row has the label and z where not. */
  private static Point sigmoid(LogitMatrix logits, Targets.LabelLists lists, double beta) {
    long cases = 0;
    double loss = 0;
    double slope = 0;
    double curvature = 0;
    for (int row = 0; row < lists.size(); row++) {
      for (int k = 0; k < logits.labels(); k++) {
        if (!lists.knows(row, k)) {
          continue;
        }
        cases++;
        double z = logits.get(row, k);
        double s = Arrays.binarySearch(lists.ids()[row], k) >= 0 ? -z : z;
        double x = beta * s;
        double small = Math.exp(-Math.abs(x));
        double probability = (x >= 0 ? 1 : small) / (1 + small); // sigmoid(x)
        loss += Math.max(x, 0) + Math.log1p(small);
        slope += probability * s;
        curvature += small / ((1 + small) * (1 + small)) * s * s;
      }
    }
    return new Point(loss / cases, slope / cases, curvature / cases);
  }
}
