package dev.classifine;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a classifier says of a text.
 *
 * @param problemType the classifier's problem
 * @param labels what {@link Decision#decide} decides: one label (single-label), any number
 *     (multi-label), none (regression)
 * @param scores by label, in the order of the logits: calibrated probabilities that sum to 1
 *     (single-label), each in [0, 1] (multi-label), or the numbers themselves (regression)
 * @param logits what the model gave, one for each label, not calibrated
 */
public record Prediction(
    ProblemType problemType, List<String> labels, Map<String, Double> scores, float[] logits) {

  /** Decides. */
  static Prediction of(Decision decision, LabelSet labels, float[] logits) {
    double[] values = decision.scores(logits);
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int k = 0; k < values.length; k++) {
      scores.put(labels.name(k), values[k]);
    }
    List<String> decided = Arrays.stream(decision.decide(logits)).mapToObj(labels::name).toList();
    return new Prediction(decision.problemType(), decided, scores, logits);
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
}
