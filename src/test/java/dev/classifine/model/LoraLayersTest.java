package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraLayersTest {

  /**
   * PEFT 0.21's TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING for those that it has; the other
   * four by the same rule.
   */
  @ParameterizedTest
  @CsvSource({
    "bert, 'query, value'",
    "roberta, 'query, value'",
    "xlm-roberta, 'query, value'",
    "electra, 'query, value'",
    "deberta-v2, 'query_proj, value_proj'",
    "distilbert, 'q_lin, v_lin'",
    "albert, 'query, value'",
    "mpnet, 'q, v'",
    "modernbert, 'Wqkv'"
  })
  void queryAndValueAreTheDefault(String name, String expected) {
    LoraLayers layers = layers(name, LoraOptions.DEFAULTS, Set.of());
    assertEquals(expected, String.join(", ", layers.targetNames()));
    Set<String> last =
        modules(layers).stream()
            .map(module -> module.substring(module.lastIndexOf('.') + 1))
            .collect(Collectors.toSet());
    assertEquals(Set.of(expected.split(", ")), last);
  }

  /** What PEFT 0.21 trains of each model beside A and B, with {@code task_type="SEQ_CLS"}. */
  @ParameterizedTest
  @CsvSource({
    "bert, classifier",
    "albert, classifier",
    "deberta-v2, classifier",
    "modernbert, classifier",
    "distilbert, 'classifier, pre_classifier'",
    "roberta, 'classifier.dense, classifier.out_proj'",
    "electra, 'classifier.dense, classifier.out_proj'",
    "mpnet, 'classifier.dense, classifier.out_proj'"
  })
  void theClassifierIsTrainedInFull(String name, String expected) {
    LoraLayers layers = layers(name, LoraOptions.DEFAULTS, Set.of());
    assertEquals(
        expected,
        specs(name).stream()
            .map(ParameterSpec::name)
            .filter(layers::isTrained)
            .map(parameter -> parameter.substring(0, parameter.lastIndexOf('.')))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", ")));
  }

  @Test
  void aPoolerThatStartsAtRandomIsTrainedInFull() {
    LoraOptions all = LoraOptions.DEFAULTS.withTargetModules(List.of("all-linear"));
    assertTrue(modules(layers("bert", all, Set.of())).contains("bert.pooler.dense"));
    Set<String> fresh =
        Set.of(
            "bert.pooler.dense.weight",
            "bert.pooler.dense.bias",
            "classifier.weight",
            "classifier.bias");
    LoraLayers layers = layers("bert", all, fresh);
    assertTrue(!modules(layers).contains("bert.pooler.dense"));
    assertTrue(layers.isTrained("bert.pooler.dense.bias"));
    assertEquals(List.of("classifier", "score", "bert.pooler.dense"), layers.savedNames());
  }

  @Test
  void allLinearIsEveryLayerThatPeftTakes() {
    LoraOptions all = LoraOptions.DEFAULTS.withTargetModules(List.of("all-linear"));
    assertEquals(3 * 6 + 1, modules(layers("bert", all, Set.of())).size());
    assertEquals(3 * 6, modules(layers("roberta", all, Set.of())).size());
    assertEquals(6 + 2, modules(layers("albert", all, Set.of())).size());
    assertEquals(4 * 4 + 1, modules(layers("modernbert", all, Set.of())).size());
  }

  @Test
  void namesMeanWholeLastPartsAsInPeft() {
    assertEquals(3, modules(layers("bert", targets("attention.output.dense"), Set.of())).size());
    assertEquals(3 * 3 + 1, modules(layers("bert", targets("dense"), Set.of())).size());
    assertEquals(
        List.of("bert.encoder.layer.1.intermediate.dense"),
        modules(layers("bert", targets("bert.encoder.layer.1.intermediate.dense"), Set.of())));
  }

  @Test
  void anUnknownLayerIsAnErrorThatNamesThem() {
    UsageException error =
        assertThrows(
            UsageException.class, () -> layers("bert", targets("query", "q_proj"), Set.of()));
    assertEquals(
        "--lora-target-modules: \"q_proj\" is none of this model's linear layers. They are:"
            + " attention.self.query, attention.self.key, attention.self.value,"
            + " attention.output.dense, intermediate.dense, output.dense, bert.pooler.dense; or"
            + " all-linear. The classifier is trained in full.",
        error.getMessage());
    for (String name : List.of("LayerNorm", "word_embeddings", "classifier", "uery", "layer")) {
      assertThrows(UsageException.class, () -> layers("bert", targets(name), Set.of()), name);
    }
    LoraOptions saved = new LoraOptions(8, 8, 0, List.of(), false, List.of("pooler", "heads"));
    error = assertThrows(UsageException.class, () -> layers("bert", saved, Set.of()));
    assertTrue(error.getMessage().contains("\"heads\" is none of"), error.getMessage());
  }

  @Test
  void theFirstMatrixIsUniformAsInPeft() {
    LoraLayers layers = layers("bert", LoraOptions.DEFAULTS.withRank(64), Set.of());
    ParameterSpec a = layers.specs().get(0);
    assertEquals("bert.encoder.layer.0.attention.self.query.lora_A.weight", a.name());
    assertEquals(List.of(64L, 32L), List.of(a.shape().get(0), a.shape().get(1)));
    float[] values = new float[64 * 32];
    a.initializer().fill(FloatBuffer.wrap(values), 1, a.name());
    double squares = 0;
    for (float value : values) {
      assertTrue(Math.abs(value) <= 1 / Math.sqrt(32));
      squares += value * value;
    }
    // The variance of a uniform number in [-c, c] is c²/3; 2048 of them are within 10% of it.
    assertEquals(1 / (3.0 * 32), squares / values.length, 0.1 / (3 * 32));
  }

  private static LoraOptions targets(String... names) {
    return LoraOptions.DEFAULTS.withTargetModules(List.of(names));
  }

  private static List<String> modules(LoraLayers layers) {
    return layers.specs().stream()
        .map(ParameterSpec::name)
        .filter(name -> name.endsWith(".lora_A.weight"))
        .map(name -> name.replace(".lora_A.weight", ""))
        .toList();
  }

  private static LoraLayers layers(String name, LoraOptions options, Set<String> fresh) {
    return new LoraLayers(
        options, specs(name), fresh, Architectures.of(config(name)).queryAndValue());
  }

  private static List<ParameterSpec> specs(String name) {
    return Architectures.of(config(name)).parameters(config(name), 4);
  }

  private static ModelConfig config(String name) {
    Path file = Path.of("src/test/resources/parity", name, "config.json");
    return new ModelConfig(Json.readObject(file), file.toString());
  }
}
