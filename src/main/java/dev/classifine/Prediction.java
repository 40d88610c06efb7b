package dev.classifine;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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
   * Decides, where the logits are numbers.
   *
   * @param model what an error calls the model
   * @param text what an error calls the text; asked for that alone
   * @throws ClassifineException if a logit is not finite
   */
  static Prediction checked(
      Decision decision, LabelSet labels, float[] logits, String model, Supplier<String> text) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new ClassifineException(
            model
                + ": gives the logits "
                + Arrays.toString(logits)
                + " for "
                + text.get()
                + ". They must be finite: its weights are damaged or were trained to no number. Use"
                + " another checkpoint.");
      }
    }
    return of(decision, labels, logits);
  }

  /**
   * What is said of a text, as JSON has it: {@code label}, the one label or a regression's one
   * number, or {@code labels}, a list of them; and {@code scores}, by label.
   */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (problemType) {
      case SINGLE_LABEL -> fields.put("label", label());
      case MULTI_LABEL -> fields.put("labels", labels);
      case REGRESSION -> {
        List<Double> values = List.copyOf(scores.values());
        if (values.size() == 1) {
          fields.put("label", values.get(0));
        } else {
          fields.put("labels", values);
        }
      }
    }
    fields.put("scores", scores);
    return fields;
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

  /**
   * The score of a label.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double score(String label) {
    Double score = scores.get(label);
    if (score == null) {
      throw new IllegalArgumentException(
          "\"" + label + "\" is no label of the classifier. It has " + scores.keySet() + ".");
    }
    return score;
  }
}
