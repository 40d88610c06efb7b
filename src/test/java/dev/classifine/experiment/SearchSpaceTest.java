package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.experiment.NumberRange.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What an option may be in a sweep, and with which probability. */
class SearchSpaceTest {

  private static final int DRAWS = 4000;

  /**
   * Of the Kolmogorov-Smirnov statistic times the root of the draws: 1 of 100 samples is beyond.
   */
  private static final double CRITICAL = 1.63;

  @Test
  void aLogarithmicRangeIsUniformInTheLogarithm() {
    assertDistribution(
        NumberRange.log("learning-rate", 1e-5, 1e-3), x -> Math.log10(x / 1e-5) / 2, true);
    assertDistribution(NumberRange.log("learning-rate", 1e-5, 1e-3), x -> x / 1e-3, false);
  }

  @Test
  void aLinearRangeIsUniform() {
    assertDistribution(NumberRange.linear("dropout", -0.5, 0.5), x -> x + 0.5, true);
  }

  private static void assertDistribution(
      NumberRange range, DoubleUnaryOperator cumulative, boolean fits) {
    SplittableRandom random = new SplittableRandom(1);
    double[] drawn = new double[DRAWS];
    Arrays.setAll(drawn, i -> (double) range.at(random.nextDouble()));
    Arrays.sort(drawn);
    assertTrue(range.min() <= drawn[0] && drawn[DRAWS - 1] <= range.max());
    double distance = 0;
    for (int i = 0; i < DRAWS; i++) {
      double expected = cumulative.applyAsDouble(drawn[i]);
      distance = Math.max(distance, Math.abs(expected - (i + 0.5) / DRAWS));
    }
    assertEquals(fits, distance * Math.sqrt(DRAWS) < CRITICAL, "distance " + distance);
  }

  @Test
  void wholeNumbersAreEquallyLikelyOrTheirRatiosAre() {
    int[] linear = counts(NumberRange.whole("lora-r", 1, 4), 4);
    int[] log = counts(new NumberRange("lora-r", 1, 4, Scale.LOG, true), 4);
    for (int k = 1; k <= 4; k++) {
      // 3.3 deviations of a share of 4000 draws are at most 0.026.
      assertEquals(0.25, linear[k] / (double) DRAWS, 0.026);
      double share = Math.log((k + 0.5) / (k - 0.5)) / Math.log(4.5 / 0.5);
      assertEquals(share, log[k] / (double) DRAWS, 0.026);
    }
  }

  private static int[] counts(NumberRange range, int max) {
    SplittableRandom random = new SplittableRandom(2);
    int[] counts = new int[max + 1];
    for (int i = 0; i < DRAWS; i++) {
      counts[Math.toIntExact((long) range.at(random.nextDouble()))]++;
    }
    return counts;
  }

  @Test
  void drawnNumbersCanBeReadAndTyped() {
    assertEquals(1.67001e-4, NumberRange.log("learning-rate", 1e-5, 1e-3).at(0.61136));
    assertEquals(100.00066667, NumberRange.linear("timescale", 100, 100.002).at(1 / 3.0));
    assertEquals(0.0, NumberRange.linear("weight-decay", 0, 0.1).at(0));
  }

  @Test
  void stepsAndCountsAreListed() {
    NumberRange tenths = NumberRange.linear("dropout", 0, 0.5);
    assertEquals(List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5), tenths.withStep(0.1).values());
    assertEquals(List.of(0.0, 0.2, 0.4), tenths.withStep(0.2).values());
    assertEquals(List.of(0.0, 0.125, 0.25, 0.375, 0.5), tenths.withCount(5).values());
    assertEquals(
        List.of(1e-5, 1e-4, 1e-3),
        NumberRange.log("learning-rate", 1e-5, 1e-3).withCount(3).values());
    assertEquals(
        List.of(8L, 16L, 24L), NumberRange.whole("batch-size", 8, 30).withStep(8).values());
    assertEquals(
        List.of(8L, 16L, 32L, 64L),
        new NumberRange("batch-size", 8, 64, Scale.LOG, true).withCount(4).values());
  }

  @Test
  void aSpaceHasAsManyCombinationsAsItsOptionsHaveValues() {
    SearchSpace space =
        SearchSpace.builder()
            .choices("scheduler", "linear", "cosine", "constant")
            .whole("lora-r", 5, 8)
            .build();
    assertEquals(OptionalLong.of(12), space.size());
    assertEquals(List.of("scheduler", "lora-r"), space.names());
    assertEquals(
        OptionalLong.empty(),
        SearchSpace.builder().choices("seed", 1, 2).uniform("dropout", 0, 1).build().size());
    SearchSpace.Builder beyondCount = SearchSpace.builder();
    for (int i = 0; i < 5; i++) {
      beyondCount.whole("number-" + i, 1, 1_000_000);
    }
    assertEquals(OptionalLong.empty(), beyondCount.build().size());
  }

  @Test
  void whatIsNoRangeOrChoiceIsRefused() {
    refused("rate: from 1.0 to 1.0 is no range", () -> NumberRange.linear("rate", 1, 1));
    refused("rate: from NaN to 1.0 is no range", () -> NumberRange.linear("rate", Double.NaN, 1));
    refused("rate: min 0.0 has no logarithm", () -> NumberRange.log("rate", 0, 1));
    refused("no range of whole", () -> new NumberRange("rate", 0.5, 2, Scale.LINEAR, true));
    refused("step 0.0 is out of range", () -> NumberRange.linear("rate", 0, 1).withStep(0));
    refused("step 2.0 is out of range", () -> NumberRange.linear("rate", 0, 1).withStep(2));
    refused("step 0.5 is out of range", () -> NumberRange.whole("rate", 0, 1).withStep(0.5));
    refused("more than 10000 values", () -> NumberRange.linear("rate", 0, 1).withStep(1e-9));
    refused("on a logarithmic scale", () -> NumberRange.log("rate", 1, 2).withStep(1));
    refused("count 1 is out of range", () -> NumberRange.linear("rate", 0, 1).withCount(1));
    refused("evenly spaced they are 2", () -> NumberRange.whole("rate", 0, 1).withCount(5));
    refused("rate: there are no values", () -> new Choices("rate", List.of()));
    refused("rate: 8 is there twice", () -> new Choices("rate", List.of(8.0, 8)));
    refused("rate: [1] is no value", () -> new Choices("rate", List.of(List.of(1))));
    refused("no option is swept", () -> SearchSpace.builder().build());
    refused(
        "rate: is swept twice",
        () -> SearchSpace.builder().choices("rate", 1).uniform("rate", 0, 1).build());
  }

  private static void refused(String message, Runnable what) {
    UsageException error = assertThrows(UsageException.class, what::run);
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
