package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDList;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.InferenceModel;
import dev.classifine.model.Precision;
import dev.classifine.model.Products;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.ProgramTarget;
import dev.classifine.script.OneDnn;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made ready for inference against the model that is trained, which {@link ParityTest} and
 * {@link VariantTest} compare with transformers'.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64") // whose libtorch has oneDNN
class InferenceModelTest {

  private static final int BFLOAT16 = 15;

  /** With 40 tokens, fewer than a vector of 64 and more than half of it. */
  static Stream<Arguments> fixtures() {
    return Fixture.names().stream().flatMap(name -> withAll(name, 1, 64));
  }

  /** With 12 tokens most of them, with 20 ModernBERT's. */
  static Stream<Arguments> variants() throws IOException {
    return VariantTest.names().stream().flatMap(name -> withAll(name, 1, 16, 32));
  }

  private static Stream<Arguments> withAll(String name, int... vectors) {
    return targets(vectors).map(target -> Arguments.of(name, target));
  }

  private static Stream<ProgramTarget> targets(int... vectors) {
    return Arrays.stream(Products.values())
        .flatMap(products -> IntStream.of(vectors).mapToObj(n -> new ProgramTarget(products, n)));
  }

  static Stream<ProgramTarget> targets() {
    return targets(1, 64);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void itGivesTheModelsLogits(String name, ProgramTarget target) throws IOException {
    try (LoadedFixture model = LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS);
        InferenceModel inference = InferenceModel.of(model.model(), target)) {
      assertNear(model.logits(), model.logits(inference::logits), 4e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void soItDoesForOtherConfigurations(String name, ProgramTarget target) {
    try (var model = VariantTest.load(name, ProgramOptions.DEFAULTS);
        InferenceModel inference = InferenceModel.of(model, target)) {
      float[] expected = VariantTest.logits(model, name);
      // The weights of these are fifteen times as large as usual, and so are the roundings.
      assertNear(expected, VariantTest.logits(model, name, inference::logits), 2e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void inHalfPrecisionItRoundsAsTheModelDoes(String name, ProgramTarget target) throws IOException {
    assumeTrue(
        target.products() != Products.ONEDNN || OneDnn.multiplies(BFLOAT16),
        "oneDNN has no bfloat16 on this processor");
    ProgramOptions half = ProgramOptions.DEFAULTS.withPrecision(Precision.BF16);
    try (LoadedFixture exact = LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS);
        LoadedFixture model = LoadedFixture.of(Fixture.of(name), half);
        InferenceModel inference = InferenceModel.of(model.model(), target)) {
      float[] expected = exact.logits();
      float[] actual = model.logits(inference::logits);
      assertNear(expected, actual, 0.02); // PrecisionTest's
      assertTrue(difference(expected, actual) > 1e-5 * largest(expected), "it was float32");
      if (target.equals(ProgramTarget.ANY)) {
        assertEquals(0, difference(model.logits(), actual), "narrowed once instead of every time");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void textsOfAnyLengthGiveTheModelsLogits(String name) throws IOException {
    try (LoadedFixture model = LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS)) {
      for (int vector : new int[] {8, 16}) {
        ProgramTarget target = new ProgramTarget(Products.LIBTORCH, vector);
        try (InferenceModel inference = InferenceModel.of(model.model(), target)) {
          for (int tokens : new int[] {1, 4, 5, 7, 8, 9, 15, 16, 17}) {
            assertNear(
                model.logits(batch -> model.model().logits(cut(batch, tokens))),
                model.logits(batch -> inference.logits(cut(batch, tokens))),
                4e-6);
          }
        }
      }
    }
  }

  /** The first tokens of each text. */
  private static NDList cut(NDList batch, int tokens) {
    return new NDList(
        batch.stream()
            .map(array -> array.getShape().get(1) == 1 ? array : array.get(":, :" + tokens))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void callsDoNotDisturbEachOther(ProgramTarget target) throws IOException {
    try (LoadedFixture model = LoadedFixture.of(Fixture.of("bert"), ProgramOptions.DEFAULTS);
        InferenceModel first = InferenceModel.of(model.model(), target)) {
      float[] expected = model.logits(first::logits);
      try (InferenceModel second = InferenceModel.of(model.model(), target)) {
        assertEquals(0, difference(expected, model.logits(second::logits)));
      }
      assertEquals(0, difference(expected, model.logits(first::logits)));
    }
  }

  @Test
  void thisProcessorHasOneDnn() {
    assertTrue(OneDnn.multiplies(6), "float32");
  }

  @Test
  void oneDnnAndLowRankUpdatesDoNotGoTogether() throws IOException {
    ProgramOptions lora = ProgramOptions.DEFAULTS.withLora(LoraOptions.DEFAULTS);
    try (LoadedFixture model = LoadedFixture.of(Fixture.of("bert"), lora)) {
      ProgramTarget oneDnn = new ProgramTarget(Products.ONEDNN, 1);
      assertThrows(IllegalArgumentException.class, () -> InferenceModel.of(model.model(), oneDnn));
    }
  }

  /** That no logit is further off than a share of the largest one, or of 1. */
  static void assertNear(float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    assertEquals(0, difference(expected, actual), tolerance * Math.max(1, largest(expected)));
  }

  private static double difference(float[] expected, float[] actual) {
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    return difference;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
