package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.nn.Parameter;
import ai.djl.util.PairList;
import dev.classifine.error.UsageException;
import dev.classifine.model.TextModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which parameters of a BERT of three layers train, when, and how fast. */
class LayerPlanTest {

  private static final int HEAD = 4;

  private final TextModel model = TinyModels.load("parity/bert");
  private final PairList<String, Parameter> parameters = model.djl().getBlock().getParameters();

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void byDefaultEverythingTrainsInTheTwoGroupsOfTransformers() {
    LayerPlan plan = plan(LayerOptions.DEFAULTS);
    assertEquals(Set.copyOf(parameters.keys()), plan.trainable(0));
    assertEquals(ParameterGroups.of(parameters, 0.1), plan.groups(0.1));
    assertEquals(
        plan.groups(0.1),
        LayerPlan.of(parameters, null, LayerOptions.DEFAULTS).groups(0.1),
        "without known layers");
  }

  @Test
  void aLayersRateIsThePowerOfItsDistanceFromTheHead() {
    Map<String, Double> scales = new HashMap<>();
    List<ParameterGroup> groups = plan(options(0.5, NONE, 0)).groups(0.1);
    for (ParameterGroup group : groups) {
      for (var pair : parameters) {
        if (group.parameters().contains(pair.getValue())) {
          scales.put(pair.getKey(), group.rateScale());
          boolean decays = !pair.getKey().matches(".*(bias|LayerNorm).*");
          assertEquals(decays ? 0.1 : 0, group.weightDecay(), pair.getKey());
        }
      }
    }
    assertEquals(1.0, scales.get("classifier.weight"));
    assertEquals(1.0, scales.get("bert.pooler.dense.bias"));
    assertEquals(0.5, scales.get("bert.encoder.layer.2.output.dense.weight"));
    assertEquals(0.25, scales.get("bert.encoder.layer.1.output.dense.weight"));
    assertEquals(0.125, scales.get("bert.encoder.layer.0.output.dense.bias"));
    assertEquals(0.0625, scales.get("bert.embeddings.word_embeddings.weight"));
    assertEquals(10, groups.size(), "five depths with decay and five without");
    assertEquals(
        parameters.size(), groups.stream().mapToInt(group -> group.parameters().size()).sum());
  }

  @Test
  void frozenLayersAreTheLowestAndTheEmbeddings() {
    assertEquals(names(depth -> depth > 0), plan(options(1, 0, 0)).trainable(5));
    assertEquals(names(depth -> depth > 2), plan(options(1, 2, 0)).trainable(0));
    assertEquals(names(depth -> depth == HEAD), plan(options(1, 3, 0)).trainable(0));
    assertEquals(
        names(depth -> depth == HEAD), plan(options(1, LayerOptions.ALL_LAYERS, 0)).trainable(0));
  }

  @Test
  void layersJoinFromTheTopEachEpoch() {
    LayerPlan one = plan(options(1, NONE, 1));
    for (int epoch = 0; epoch < 7; epoch++) {
      int lowest = HEAD - epoch;
      assertEquals(names(depth -> depth >= lowest), one.trainable(epoch), "epoch " + epoch);
    }
    LayerPlan two = plan(options(1, NONE, 2));
    assertEquals(names(depth -> depth >= 2), two.trainable(1));
    assertEquals(names(depth -> true), two.trainable(2));
    assertEquals(names(depth -> true), two.trainable(Long.MAX_VALUE));
    assertEquals(parameters.size(), size(one.groups(0)), "all that ever train");
  }

  @Test
  void frozenLayersNeverJoin() {
    LayerPlan plan = plan(options(1, 1, 1));
    assertEquals(names(depth -> depth >= 3), plan.trainable(1));
    assertEquals(names(depth -> depth >= 2), plan.trainable(9));
    assertEquals(names(depth -> depth >= 2).size(), size(plan.groups(0)));
  }

  @Test
  void aPatternsStarStandsForAnyCharactersOfAWholeName() {
    LayerPlan plan = plan(frozen("bert.embeddings.*", "*.LayerNorm.*", "classifier.bias"));
    Set<String> expected = new TreeSet<>(parameters.keys());
    expected.removeIf(
        name ->
            name.startsWith("bert.embeddings.")
                || name.contains("LayerNorm")
                || name.equals("classifier.bias"));
    assertEquals(expected, new TreeSet<>(plan.trainable(0)));
    assertTrue(new NamePattern("a*c").matches("ac"));
    assertTrue(new NamePattern("a.c").matches("a.c"));
    List.of("abc", "xa.c", "a.cx", "A.c")
        .forEach(name -> assertTrue(!new NamePattern("a.c").matches(name), name));
  }

  @Test
  void aPatternThatMatchesNothingNamesWhatIsNear() {
    assertRefused(
        frozen("*.bias", "bert.encoder.layer.3.*"),
        "freeze: \"bert.encoder.layer.3.*\" matches none of the 57 parameters",
        "with * for any characters",
        "bert.encoder.layer.0.");
    assertRefused(frozen("word_embeddings"), "Near it are bert.embeddings.word_embeddings.weight");
    assertRefused(frozen("clasifier.weight"), "Near it are classifier.weight, ");
  }

  @Test
  void nothingLeftToTrain() {
    assertRefused(frozen("*"), "freeze: nothing is left to train.", "57");
    assertRefused(
        new LayerOptions(1, List.of("classifier.*", "*pooler*"), NONE, 1),
        "nothing is left to train in the first epoch");
    parameters.values().forEach(parameter -> parameter.freeze(true));
    assertRefused(LayerOptions.DEFAULTS, "freeze: nothing is left to train.");
  }

  @Test
  void whatACallerFrozeStaysFrozen() {
    parameters.get("classifier.bias").freeze(true);
    LayerPlan plan = plan(LayerOptions.DEFAULTS);
    assertEquals(parameters.size() - 1, plan.trainable(0).size());
    try (LayerFreezer freezer = plan.freezer()) {
      freezer.begin(0);
      assertTrue(!parameters.get("classifier.bias").requiresGradient());
    }
    assertTrue(!parameters.get("classifier.bias").requiresGradient());
  }

  @Test
  void moreLayersThanThereAre() {
    assertRefused(
        options(1, 4, 0), "freeze layers: 4 is out of range. The model has 3 layers", "[0, 3]");
    assertRefused(options(1, 3, 1), "gradual unfreezing: all layers are frozen");
  }

  @Test
  void aBlockWhoseLayersAreNotKnown() {
    for (Map.Entry<String, LayerOptions> entry :
        Map.of(
                "layer decay", options(0.9, NONE, 0),
                "freeze layers", options(1, 1, 0),
                "gradual unfreezing", options(1, NONE, 1))
            .entrySet()) {
      UsageException error =
          assertThrows(
              UsageException.class, () -> LayerPlan.of(parameters, null, entry.getValue()));
      assertTrue(
          error.getMessage().startsWith(entry.getKey() + ": the layers of this block are not"),
          error.getMessage());
    }
    LayerPlan byName = LayerPlan.of(parameters, null, frozen("bert.*"));
    assertEquals(Set.of("classifier.weight", "classifier.bias"), byName.trainable(0));
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    for (double decay : new double[] {0, -1, 1.1, Double.NaN}) {
      assertOptionsRefused("layer decay: " + decay + " is out of range", decay, NONE, 0);
    }
    assertOptionsRefused("freeze layers: -2 is out of range", 1, -2, 0);
    assertOptionsRefused("gradual unfreezing: -1 is out of range", 1, NONE, -1);
    assertTrue(
        assertThrows(UsageException.class, () -> FrozenOptions.DEFAULTS.withCacheLimit(-1))
            .getMessage()
            .startsWith("feature cache limit: -1 is out of range. It must be at least 0 bytes"));
    assertOptionsRefused("gradual unfreezing: all layers", 1, LayerOptions.ALL_LAYERS, 1);
    assertTrue(
        assertThrows(UsageException.class, () -> frozen(" "))
            .getMessage()
            .contains("is not a pattern"));
  }

  @Test
  void theManifestSaysWhatIsFrozen() {
    Map<String, Object> values = LayerOptions.DEFAULTS.values();
    assertEquals(
        List.of(
            "layer_decay",
            "freeze",
            "freeze_layers",
            "gradual_unfreezing",
            "frozen_dropout",
            "feature_cache",
            "feature_cache_limit"),
        List.copyOf(values.keySet()));
    assertEquals(null, values.get("freeze_layers"));
    assertEquals("all", options(1, LayerOptions.ALL_LAYERS, 0).values().get("freeze_layers"));
    assertEquals(0, options(1, 0, 0).values().get("freeze_layers"));
    assertEquals(true, values.get("frozen_dropout"));
    Map<String, Object> dry =
        LayerOptions.DEFAULTS
            .withFrozen(
                FrozenOptions.DEFAULTS.withDropout(false).withCache(false).withCacheLimit(7))
            .values();
    assertEquals(false, dry.get("frozen_dropout"));
    assertEquals(false, dry.get("feature_cache"));
    assertEquals(7L, dry.get("feature_cache_limit"));
  }

  @Test
  void theFrozenDepthIsThatBelowTheLowestParameterThatTrains() {
    assertEquals(-1, plan(LayerOptions.DEFAULTS).frozenDepth(0));
    assertEquals(-1, plan(frozen("*.word_embeddings.*")).frozenDepth(0));
    assertEquals(0, plan(frozen("*.embeddings.*")).frozenDepth(0));
    assertEquals(-1, plan(frozen("*.layer.*")).frozenDepth(0), "a lower parameter trains");
    assertEquals(2, plan(options(1, 2, 0)).frozenDepth(5));
    LayerPlan gradually = plan(options(1, 1, 1));
    for (int epoch = 0; epoch < 6; epoch++) {
      assertEquals(Math.max(1, 3 - epoch), gradually.frozenDepth(epoch));
    }
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> LayerPlan.of(parameters, null, frozen("bert.*")).frozenDepth(0));
    assertTrue(error.getMessage().startsWith("The depths"), error.getMessage());
  }

  private static final int NONE = LayerOptions.NO_LAYERS;

  private static LayerOptions options(double decay, int frozenLayers, int unfreezing) {
    return new LayerOptions(decay, List.of(), frozenLayers, unfreezing);
  }

  private static LayerOptions frozen(String... patterns) {
    return new LayerOptions(1, List.of(patterns), NONE, 0);
  }

  private LayerPlan plan(LayerOptions options) {
    return LayerPlan.of(parameters, model.depths(), options);
  }

  private Set<String> names(Predicate<Integer> depth) {
    return parameters.keys().stream()
        .filter(name -> depth.test(model.depths().depth(name)))
        .collect(Collectors.toSet());
  }

  private static int size(List<ParameterGroup> groups) {
    return groups.stream().mapToInt(group -> group.parameters().size()).sum();
  }

  private void assertRefused(LayerOptions options, String... parts) {
    String message = assertThrows(UsageException.class, () -> plan(options)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  private static void assertOptionsRefused(
      String message, double decay, int frozenLayers, int unfreezing) {
    UsageException error =
        assertThrows(UsageException.class, () -> options(decay, frozenLayers, unfreezing));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }
}
