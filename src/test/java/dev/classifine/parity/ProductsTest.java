package dev.classifine.parity;

import static dev.classifine.parity.InferenceModelTest.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.lora.LoraOptions;
import dev.classifine.model.Products;
import dev.classifine.model.ProgramOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * oneDNN's products with gradients against libtorch's: both are float32 and differ by roundings.
 */
class ProductsTest {

  private static final ProgramOptions LIBTORCH =
      ProgramOptions.DEFAULTS.withProducts(Products.LIBTORCH);
  private static final ProgramOptions ONEDNN =
      ProgramOptions.DEFAULTS.withProducts(Products.ONEDNN);

  @TempDir Path temporary;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void logitsAreTheSame(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    for (boolean lowRank : new boolean[] {false, true}) {
      try (LoadedFixture expected = LoadedFixture.of(fixture, lowRank(LIBTORCH, lowRank));
          LoadedFixture actual = LoadedFixture.of(fixture, lowRank(ONEDNN, lowRank))) {
        assertEquals(Products.ONEDNN, actual.model().options().products());
        assertNear(expected.logits(), actual.logits(), 4e-6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.VariantTest#names")
  void soTheyAreForOtherConfigurations(String name) {
    try (var expected = VariantTest.load(name, LIBTORCH);
        var actual = VariantTest.load(name, ONEDNN)) {
      // The weights of these are fifteen times as large as usual, and so are the roundings.
      assertNear(VariantTest.logits(expected, name), VariantTest.logits(actual, name), 2e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void everyGradientIsTheSame(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    for (boolean lowRank : new boolean[] {false, true}) {
      try (LoadedFixture expected = LoadedFixture.of(fixture, lowRank(LIBTORCH, lowRank));
          LoadedFixture actual = LoadedFixture.of(fixture, lowRank(ONEDNN, lowRank))) {
        Map<String, float[]> gradients = expected.gradients(1);
        Map<String, float[]> others = actual.gradients(1);
        assertEquals(gradients.keySet(), others.keySet());
        double global = Math.sqrt(gradients.values().stream().mapToDouble(g -> squares(g)).sum());
        gradients.forEach(
            (parameter, gradient) -> {
              float[] other = others.get(parameter);
              double far = 0;
              for (int i = 0; i < gradient.length; i++) {
                far = Math.max(far, Math.abs(gradient[i] - other[i]));
              }
              assertTrue(far <= 1e-5 * global, parameter + ": " + far + " of " + global);
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void twelveStepsAreTheSame(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    try (LoadedFixture one = LoadedFixture.of(fixture, LIBTORCH);
        LoadedFixture other = LoadedFixture.of(fixture, ONEDNN)) {
      List<Map<String, Object>> expected = one.train().logHistory();
      List<Map<String, Object>> actual = other.train().logHistory();
      assertEquals(12, expected.size());
      for (int i = 0; i < 12; i++) {
        assertEquals(
            (double) expected.get(i).get("loss"), (double) actual.get(i).get("loss"), 1e-5, "loss");
        assertEquals(
            (double) expected.get(i).get("grad_norm"),
            (double) actual.get(i).get("grad_norm"),
            1e-4,
            "norm");
      }
    }
  }

  private static ProgramOptions lowRank(ProgramOptions options, boolean lowRank) {
    return lowRank ? options.withLora(LoraOptions.DEFAULTS) : options;
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
