package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A decision in {@code config.json}. */
class DecisionJsonTest {

  private static final LabelSet LABELS = new LabelSet(List.of("a", "top_k", "c d"));
  private static final Decision MULTI = Decision.of(ProblemType.MULTI_LABEL);
  private static final String HERE = "model/config.json: classifine_decision: ";

  @Test
  void everyDecisionComesBackAsItWasWritten() {
    for (Decision decision :
        List.of(
            MULTI,
            MULTI.withTemperature(1.0 / 3),
            MULTI.withThreshold(0.3),
            MULTI.withThreshold(1).withAtLeastOne(true).withTopK(2),
            MULTI.withThresholds(List.of(0.1, 1e-300, 1.0)).withTemperature(19.999999999999),
            Decision.of(ProblemType.SINGLE_LABEL).withTemperature(2.5),
            Decision.of(ProblemType.REGRESSION))) {
      String text = Json.pretty(config("{}").withDecision(decision, LABELS).json());
      assertEquals(decision, config(text).decision(decision.problemType(), LABELS), text);
    }
  }

  @Test
  void theKeyIsThereOnlyWhereSomethingWasTuned() {
    ModelConfig tuned = config("{\"x\": 1.50}").withDecision(MULTI.withTopK(2), LABELS);
    assertEquals("{\"x\":1.50,\"classifine_decision\":{\"top_k\":2}}", Json.line(tuned.json()));
    assertEquals("{\"x\":1.50}", Json.line(tuned.withDecision(MULTI, LABELS).json()));
    JsonObject byLabel =
        config("{}").withDecision(MULTI.withThresholds(List.of(0.1, 0.2, 0.3)), LABELS).json();
    assertEquals(
        "{\"classifine_decision\":{\"thresholds\":{\"a\":0.1,\"top_k\":0.2,\"c d\":0.3}}}",
        Json.line(byLabel));
  }

  @Test
  void aClassifierHasItsOwnDecisionAndNotTheOneOfTheCheckpointItWasMadeFrom() {
    ModelConfig before = config("{\"classifine_decision\": {\"temperature\": 2}, \"kept\": 1}");
    JsonObject after = before.forClassifier("Model", LABELS, MULTI, null).json();
    assertFalse(after.has("classifine_decision"), after.toString());
    assertTrue(after.has("kept"));
    after = before.forClassifier("Model", LABELS, MULTI.withTopK(3), null).json();
    assertEquals("{\"top_k\":3}", Json.line(after.get("classifine_decision")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "{\"temperature\": 0}; temperature is 0. It must be above 0.",
        "{\"temperature\": -1.5}; temperature is -1.5. It must be above 0.",
        "{\"temperature\": 1e999}; temperature is 1e999. It must be above 0.",
        "{\"temperature\": \"NaN\"}; temperature is \"NaN\". It must be a number.",
        "{\"threshold\": 1.01}; threshold is 1.01. It must be a probability in [0, 1].",
        "{\"threshold\": [0.5]}; threshold is [0.5]. It must be a number.",
        "{\"thresholds\": [0.5, 0.5, 0.5]}; thresholds is [0.5,0.5,0.5]. It must be an object.",
        "{\"thresholds\": {\"a\": 0.5, \"b\": 0.5}}; thresholds: the label \"b\" is none of the"
            + " model's: a, top_k, c d.",
        "{\"thresholds\": {\"a\": 0.5, \"c d\": 0.5}}; thresholds: 2 for 3 labels, none for"
            + " \"top_k\".",
        "{\"thresholds\": {}}; thresholds: 0 for 3 labels, none for \"a\".",
        "{\"thresholds\": {\"a\": -0.5, \"top_k\": 1, \"c d\": 1}}; thresholds: a is -0.5. It must"
            + " be a probability in [0, 1].",
        "{\"thresholds\": {}, \"threshold\": 1}; both threshold and thresholds are there.",
        "{\"at_least_one\": 1}; at_least_one is 1. It must be true or false.",
        "{\"top_k\": 0}; top_k is 0. It must be at least 1.",
        "{\"top_k\": 1.5}; top_k is 1.5. It must be a whole number.",
        "{\"topk\": 1}; topk is not known here. The keys are temperature, threshold or thresholds,"
            + " at_least_one and top_k."
      })
  void aWrongValueIsToldWithItsFileKeyAndRule(String json, String said) {
    String message = error(json, ProblemType.MULTI_LABEL);
    assertTrue(message.startsWith(HERE + said), message);
  }

  @Test
  void whatIsNoObjectIsRefused() {
    String message = error("[1]", ProblemType.MULTI_LABEL);
    assertEquals("model/config.json: classifine_decision is [1]. It must be an object.", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"threshold\": 0.4}",
        "{\"thresholds\": {\"a\": 0.5, \"top_k\": 1, \"c d\": 1}}",
        "{\"at_least_one\": true}",
        "{\"top_k\": 1}"
      })
  void aSingleLabelModelHasNoUseForThem(String json) {
    String message = error(json, ProblemType.SINGLE_LABEL);
    assertTrue(message.startsWith(HERE + "Thresholds, at-least-one and top-k are for"), message);
  }

  @Test
  void aRegressionHasNoTemperature() {
    String message = error("{\"temperature\": 2}", ProblemType.REGRESSION);
    assertTrue(message.startsWith(HERE + "temperature: 2.0"), message);
  }

  private static String error(String json, ProblemType type) {
    ModelConfig config = config("{\"classifine_decision\": " + json + "}");
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> config.decision(type, LABELS));
    assertEquals(ClassifineException.class, error.getClass(), "a file's fault: exit code 1");
    return error.getMessage();
  }

  private static ModelConfig config(String json) {
    return new ModelConfig(Json.parseObject(json, "test"), "model/config.json");
  }
}
