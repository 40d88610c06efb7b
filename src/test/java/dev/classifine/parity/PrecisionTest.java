package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.model.Precision;
import dev.classifine.model.ProgramOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Matrix products in bfloat16 and float16 against those in float32, which {@link ParityTest}
 * compares with transformers'. One rounding to bfloat16 is off by 2^-9 = 0.2% at most, one to
 * float16 by 0.05%.
 */
class PrecisionTest {

  @TempDir Path temporary;

  /** How far a precision may be from float32: relative, for numbers of about 1. */
  private static double tolerance(Precision precision) {
    return precision == Precision.BF16 ? 0.02 : 0.003;
  }

  static Stream<Arguments> namesAndPrecisions() {
    return Fixture.names().stream().flatMap(PrecisionTest::inBoth);
  }

  static Stream<Arguments> variantsAndPrecisions() throws IOException {
    return VariantTest.names().stream().flatMap(PrecisionTest::inBoth);
  }

  private static Stream<Arguments> inBoth(String name) {
    return Stream.of(Precision.BF16, Precision.FP16)
        .map(precision -> Arguments.of(name, precision));
  }

  @ParameterizedTest
  @MethodSource("namesAndPrecisions")
  void logitsAreNearThoseOfFloat32(String name, Precision precision) throws IOException {
    Fixture fixture = Fixture.of(name);
    try (LoadedFixture exact = LoadedFixture.of(fixture, ProgramOptions.DEFAULTS);
        LoadedFixture half = LoadedFixture.of(fixture, options(precision))) {
      float[] expected = exact.logits();
      assertNear(expected, half.logits(), tolerance(precision));
    }
  }

  @ParameterizedTest
  @MethodSource("variantsAndPrecisions")
  void everyPartOfAProgramComputesInThePrecision(String name, Precision precision) {
    try (var exact = VariantTest.load(name, ProgramOptions.DEFAULTS);
        var half = VariantTest.load(name, options(precision))) {
      float[] expected = VariantTest.logits(exact, name);
      // Their weights are fifteen times as large as usual, and so are the roundings.
      assertNear(expected, VariantTest.logits(half, name), 4 * tolerance(precision));
    }
  }

  @ParameterizedTest
  @MethodSource("namesAndPrecisions")
  void theGradientIsNearThatOfFloat32(String name, Precision precision) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    float lossScale = precision.needsGradientScaling() ? 1024 : 1;
    try (LoadedFixture exact = LoadedFixture.of(fixture, ProgramOptions.DEFAULTS);
        LoadedFixture half = LoadedFixture.of(fixture, options(precision))) {
      Map<String, float[]> expected = exact.gradients(1);
      Map<String, float[]> actual = half.gradients(lossScale);
      double norm = distance(expected, null);
      assertEquals(norm, distance(actual, null), tolerance(precision) * norm);
      double difference = distance(expected, actual);
      assertTrue(difference < 3 * tolerance(precision) * norm, difference + " of " + norm);
      assertTrue(difference > 0, "it was float32");
    }
  }

  @ParameterizedTest
  @MethodSource("namesAndPrecisions")
  void twelveStepsFollowThoseOfFloat32(String name, Precision precision) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    try (LoadedFixture exact = LoadedFixture.of(fixture, ProgramOptions.DEFAULTS);
        LoadedFixture half = LoadedFixture.of(fixture, options(precision))) {
      List<Map<String, Object>> expected = exact.train().logHistory();
      List<Map<String, Object>> actual = half.train().logHistory();
      assertEquals(12, expected.size());
      for (int i = 0; i < 12; i++) {
        assertEquals(
            (double) expected.get(i).get("loss"),
            (double) actual.get(i).get("loss"),
            tolerance(precision) / 2,
            "step " + i);
      }
    }
  }

  private static ProgramOptions options(Precision precision) {
    return ProgramOptions.DEFAULTS.withPrecision(precision);
  }

  private static void assertNear(float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * largest, "logit " + i);
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    assertTrue(difference > 1e-5 * largest, "it was float32: " + difference);
  }

  /** The L2 norm of the difference of two gradients, or of one. */
  private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
    double squares = 0;
    for (Map.Entry<String, float[]> entry : a.entrySet()) {
      float[] values = entry.getValue();
      for (int i = 0; i < values.length; i++) {
        double difference = values[i] - (b == null ? 0 : b.get(entry.getKey())[i]);
        squares += difference * difference;
      }
    }
    return Math.sqrt(squares);
  }
}
