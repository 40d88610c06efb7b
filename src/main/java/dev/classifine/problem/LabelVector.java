package dev.classifine.problem;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.util.Arrays;

/** {@link LabelWeights} as a number for each label. */
final class LabelVector {

  private LabelVector() {}

  /**
   * What the rows of each class weigh: {@code [K]}.
   *
   * @throws ClassifineException if they are to be balanced and a class has no row that is not
   *     ignored; scikit-learn refuses it as well, and no weight would make up for it
   */
  static double[] classWeights(LabelWeights weights, LabelSet labels, Targets.Classes training) {
    if (!(weights instanceof LabelWeights.Balanced)) {
      return given(weights, labels);
    }
    long[] counts = new long[labels.size()];
    long rows = 0;
    for (int id : training.ids()) {
      if (id != Targets.IGNORED) {
        counts[id]++;
        rows++;
      }
    }
    double[] balanced = new double[counts.length];
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] == 0) {
        throw new ClassifineException(
            ("--class-weights balanced: no training row has the label \"%s\", so that there is no"
                    + " weight that balances it. Give weights by name, or train on data with every"
                    + " label.")
                .formatted(labels.name(k)));
      }
      balanced[k] = (double) rows / (counts.length * counts[k]);
    }
    return balanced;
  }

  /**
   * What the positives of each label weigh: {@code [K]}.
   *
   * @throws ClassifineException if they are to be balanced and a label has no positives or no
   *     negatives
   */
  static double[] posWeight(LabelWeights weights, LabelSet labels, Targets.LabelLists training) {
    if (!(weights instanceof LabelWeights.Balanced)) {
      return given(weights, labels);
    }
    long[] positives = new long[labels.size()];
    long[] known = new long[labels.size()];
    for (int row = 0; row < training.size(); row++) {
      if (training.isIgnored(row)) {
        continue;
      }
      for (int k = 0; k < known.length; k++) {
        known[k]++;
      }
      Arrays.stream(training.ids()[row]).forEach(k -> positives[k]++);
      Arrays.stream(training.ignored(row)).forEach(k -> known[k]--);
    }
    double[] balanced = new double[known.length];
    for (int k = 0; k < known.length; k++) {
      if (positives[k] == 0 || positives[k] == known[k]) {
        throw new ClassifineException(
            ("--pos-weight balanced: %s training row has the label \"%s\", so that there is no"
                    + " weight that balances it. Give weights by name, or train on data where each"
                    + " label both occurs and does not.")
                .formatted(positives[k] == 0 ? "no" : "every", labels.name(k)));
      }
      balanced[k] = (double) (known[k] - positives[k]) / positives[k];
    }
    return balanced;
  }

  /**
   * Checks weights that were given against the labels.
   *
   * @param option where they were given
   * @throws UsageException if a label is unknown, or there are more or fewer weights than labels
   */
  static void checkFits(LabelWeights weights, LabelSet labels, String option) {
    if (weights instanceof LabelWeights.InOrder order && order.numbers().size() != labels.size()) {
      throw new UsageException(
          ("%s: %d %s for %d labels (%s). There must be one for each, in this order; or give them"
                  + " by name.")
              .formatted(
                  option,
                  order.numbers().size(),
                  order.numbers().size() == 1 ? "weight" : "weights",
                  labels.size(),
                  labels));
    }
    if (weights instanceof LabelWeights.ByName named) {
      for (String name : named.byName().keySet()) {
        if (labels.indexOf(name) < 0) {
          throw new UsageException(
              "%s: \"%s\" is not a label. The labels are: %s.".formatted(option, name, labels));
        }
      }
    }
  }

  private static double[] given(LabelWeights weights, LabelSet labels) {
    double[] vector = new double[labels.size()];
    Arrays.fill(vector, 1);
    if (weights instanceof LabelWeights.InOrder order) {
      Arrays.setAll(vector, order.numbers()::get);
    } else if (weights instanceof LabelWeights.ByName named) {
      named.byName().forEach((name, weight) -> vector[labels.indexOf(name)] = weight);
    }
    return vector;
  }
}
