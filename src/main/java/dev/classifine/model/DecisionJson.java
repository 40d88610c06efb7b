package dev.classifine.model;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A {@link Decision} as an object of {@code config.json}, under a key that transformers keeps and
 * does not use. What has its default is left out:
 *
 * <pre>{@code
 * "classifine_decision": {
 *   "temperature": 1.4,
 *   "threshold": 0.3,
 *   "at_least_one": true,
 *   "top_k": 3
 * }
 * }</pre>
 *
 * In the place of {@code threshold}, {@code thresholds} holds one for each label by its name.
 */
final class DecisionJson {

  static final String KEY = "classifine_decision";

  private static final String TEMPERATURE = "temperature";
  private static final String THRESHOLD = "threshold";
  private static final String THRESHOLDS = "thresholds";
  private static final String AT_LEAST_ONE = "at_least_one";
  private static final String TOP_K = "top_k";
  private static final Set<String> KEYS =
      Set.of(TEMPERATURE, THRESHOLD, THRESHOLDS, AT_LEAST_ONE, TOP_K);

  private DecisionJson() {}

  /** The object for a decision. */
  static JsonObject write(Decision decision, LabelSet labels) {
    JsonObject json = new JsonObject();
    if (decision.temperature() != 1) {
      json.addProperty(TEMPERATURE, decision.temperature());
    }
    if (decision.thresholds().size() > 1) {
      JsonObject byLabel = new JsonObject();
      for (int k = 0; k < labels.size(); k++) {
        byLabel.addProperty(labels.name(k), decision.thresholds().get(k));
      }
      json.add(THRESHOLDS, byLabel);
    } else if (decision.thresholds().get(0) != Decision.DEFAULT_THRESHOLD) {
      json.addProperty(THRESHOLD, decision.thresholds().get(0));
    }
    if (decision.atLeastOne()) {
      json.addProperty(AT_LEAST_ONE, true);
    }
    if (decision.topK() > 0) {
      json.addProperty(TOP_K, decision.topK());
    }
    return json;
  }

  /**
   * The decision of an object; the default where there is none.
   *
   * @throws ClassifineException if a value breaks its rule, a label is unknown or has no threshold,
   *     or the problem has no use for a value
   */
  static Decision read(JsonValues json, ProblemType type, LabelSet labels) {
    for (String key : json.keys()) {
      if (!KEYS.contains(key)) {
        throw new ClassifineException(
            json.where()
                + ": "
                + key
                + " is not known here. The keys are temperature, threshold or thresholds,"
                + " at_least_one and top_k.");
      }
    }
    try {
      return new Decision(
          type,
          json.positive(TEMPERATURE, 1.0),
          thresholds(json, labels),
          json.flag(AT_LEAST_ONE, false),
          json.has(TOP_K) ? json.size(TOP_K, 1) : 0);
    } catch (UsageException e) { // what no single value is to blame for
      throw new ClassifineException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static List<Double> thresholds(JsonValues json, LabelSet labels) {
    if (!json.has(THRESHOLDS)) {
      return List.of(probability(json, THRESHOLD));
    }
    if (json.has(THRESHOLD)) {
      throw new ClassifineException(
          json.where() + ": both threshold and thresholds are there. It must be one of them.");
    }
    JsonValues byLabel = json.child(THRESHOLDS);
    for (String name : byLabel.keys()) {
      if (labels.indexOf(name) < 0) {
        throw new ClassifineException(
            "%s: the label \"%s\" is none of the model's: %s. Each label must have a threshold."
                .formatted(byLabel.where(), name, labels));
      }
    }
    List<Double> thresholds = new ArrayList<>();
    for (String name : labels.names()) {
      if (!byLabel.has(name)) {
        throw new ClassifineException(
            "%s: %d for %d labels, none for \"%s\". Each label must have a threshold."
                .formatted(byLabel.where(), byLabel.keys().size(), labels.size(), name));
      }
      thresholds.add(probability(byLabel, name));
    }
    return thresholds;
  }

  private static double probability(JsonValues json, String key) {
    double value = json.number(key, Decision.DEFAULT_THRESHOLD);
    if (!(value >= 0 && value <= 1)) {
      throw json.wrong(key, "a probability in [0, 1]");
    }
    return value;
  }
}
