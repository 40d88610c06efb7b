package dev.classifine;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a classifier says of a text.
 *
 * @param problemType the classifier's problem
 * @param labels the decision: one label (single-label), any number (multi-label), none (regression)
 * @param scores by label, in the order of the logits: probabilities that sum to 1 (single-label),
 *     each in [0, 1] (multi-label), or the numbers themselves (regression)
 * @param logits what the model gave, one for each label
 */
public record Prediction(
    ProblemType problemType, List<String> labels, Map<String, Double> scores, float[] logits) {

  /** Decides: the largest logit, or every logit above 0 (a probability above one half). */
  static Prediction of(ProblemType type, LabelSet labels, float[] logits) {
    Map<String, Double> scores = new LinkedHashMap<>();
    List<String> decided = new ArrayList<>();
    switch (type) {
      case SINGLE_LABEL -> {
        double[] probabilities = softmax(logits);
        int best = 0;
        for (int k = 0; k < logits.length; k++) {
          scores.put(labels.name(k), probabilities[k]);
          best = logits[k] > logits[best] ? k : best;
        }
        decided.add(labels.name(best));
      }
      case MULTI_LABEL -> {
        for (int k = 0; k < logits.length; k++) {
          scores.put(labels.name(k), 1 / (1 + Math.exp(-logits[k])));
          if (logits[k] > 0) {
            decided.add(labels.name(k));
          }
        }
      }
      case REGRESSION -> {
        for (int k = 0; k < logits.length; k++) {
          scores.put(labels.name(k), (double) logits[k]);
        }
      }
    }
    return new Prediction(type, List.copyOf(decided), scores, logits);
  }

  /**
   * The label of a single-label prediction.
   *
   * @throws IllegalStateException for another problem
   */
  public String label() {
    if (problemType != ProblemType.SINGLE_LABEL) {
      throw new IllegalStateException(
          "A prediction of "
              + problemType.title()
              + " has no single label; see labels() and scores().");
    }
    return labels.get(0);
  }

  /** The score of a label. */
  public double score(String label) {
    return scores.get(label);
  }

  private static double[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    double[] probabilities = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = Math.exp(logits[k] - max);
      sum += probabilities[k];
    }
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }
}
