package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DecisionTest {

  private static final Decision SINGLE = Decision.of(ProblemType.SINGLE_LABEL);
  private static final Decision MULTI = Decision.of(ProblemType.MULTI_LABEL);

  @Test
  void theDefaultDecidesForEveryLogitAboveZero() {
    float[] edges = {0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-30f, 1e30f, -1e30f, Float.NaN};
    assertArrayEquals(new int[] {2, 4, 5}, MULTI.decide(edges));
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 1000; round++) {
      float[] logits = new float[5];
      IntStream.range(0, 5).forEach(k -> logits[k] = (float) random.nextGaussian());
      int[] positive = IntStream.range(0, 5).filter(k -> logits[k] > 0).toArray();
      assertArrayEquals(positive, MULTI.decide(logits));
      double temperature = Math.exp(random.nextGaussian());
      assertArrayEquals(
          positive, MULTI.withTemperature(temperature).decide(logits), "whatever the temperature");
    }
  }

  @Test
  void aLabelPassesWhereItsCalibratedProbabilityIsAboveItsThreshold() {
    List<Double> thresholds = List.of(0.1, 0.4, 0.8, 0.99);
    Decision decision = MULTI.withTemperature(2.5).withThresholds(thresholds);
    SplittableRandom random = new SplittableRandom(4);
    int decided = 0;
    for (int round = 0; round < 1000; round++) {
      float[] logits = new float[4];
      IntStream.range(0, 4).forEach(k -> logits[k] = (float) (4 * random.nextGaussian()));
      double[] scores = decision.scores(logits);
      int[] expected = IntStream.range(0, 4).filter(k -> scores[k] > thresholds.get(k)).toArray();
      assertArrayEquals(expected, decision.decide(logits));
      decided += expected.length;
      assertEquals(1 / (1 + Math.exp(-logits[2] / 2.5)), scores[2], 1e-15);
    }
    assertTrue(decided > 1000 && decided < 3000, decided + " of 4000");
    assertArrayEquals(new int[] {0, 1}, MULTI.withThreshold(0.7).decide(new float[] {1, 2, 0.8f}));
  }

  @Test
  void aThresholdOfOneLetsNothingPassAndOfZeroEverything() {
    float[] logits = {1e30f, -1e30f, 0};
    assertArrayEquals(new int[0], MULTI.withThreshold(1).decide(logits));
    assertArrayEquals(new int[] {0, 1, 2}, MULTI.withThreshold(0).decide(logits));
  }

  @Test
  void probabilitiesThatRoundToOneAreStillTold() {
    double threshold = 1 - 1e-16; // the number below 1; its logit is 36.74
    assertArrayEquals(
        new int[] {1}, MULTI.withThreshold(threshold).decide(new float[] {36, 50, -50}));
  }

  @Test
  void atLeastOneTakesTheMostProbableWhateverItsThreshold() {
    Decision decision = MULTI.withThresholds(List.of(0.9, 0.2, 0.9)).withAtLeastOne(true);
    assertArrayEquals(new int[] {2}, decision.decide(new float[] {1, -2, 2}), "the most probable");
    assertArrayEquals(new int[] {0}, decision.decide(new float[] {1, -2, 1}), "the first of two");
    assertArrayEquals(new int[] {1}, decision.decide(new float[] {1, 0, 2}), "one passes");
    assertArrayEquals(
        new int[] {1}, decision.withThreshold(1).withTopK(2).decide(new float[] {-2, -1, -3}));
  }

  @Test
  void topKKeepsTheMostProbableThatPassAndTellsThemFirst() {
    float[] logits = {1, 3, -1, 2, 3};
    assertArrayEquals(new int[] {0, 1, 3, 4}, MULTI.decide(logits), "in the order of the logits");
    assertArrayEquals(new int[] {1, 4, 3}, MULTI.withTopK(3).decide(logits));
    assertArrayEquals(new int[] {1}, MULTI.withTopK(1).decide(logits));
    assertArrayEquals(new int[] {1, 4, 3, 0}, MULTI.withTopK(9).decide(logits));
  }

  @Test
  void oneOfSeveralIsTheLargestLogitAndTheFirstOfEqualOnes() {
    assertArrayEquals(new int[] {1}, SINGLE.decide(new float[] {0, 2, 2, -1}));
    float[] close = {1, Math.nextUp(1f), 0};
    assertArrayEquals(new int[] {1}, SINGLE.withTemperature(1e300).decide(close));
  }

  @Test
  void softmaxIsOfTheLogitsOverTheTemperature() {
    float[] logits = {0, (float) Math.log(9), (float) Math.log(4)}; // roots: 1, 3, 2
    assertArrayEquals(
        new double[] {1 / 6.0, 3 / 6.0, 2 / 6.0},
        SINGLE.withTemperature(2).scores(logits),
        1e-7); // the logits are floats
    assertArrayEquals(new double[] {1 / 14.0, 9 / 14.0, 4 / 14.0}, SINGLE.scores(logits), 1e-7);
  }

  @Test
  void scoresStayFiniteWhateverTheTemperature() {
    float[] logits = {3e38f, -3e38f, 0, 5};
    for (double temperature : new double[] {Double.MIN_VALUE, 1e-300, 1, 1e300, Double.MAX_VALUE}) {
      for (Decision decision : List.of(SINGLE, MULTI)) {
        double[] scores = decision.withTemperature(temperature).scores(logits);
        assertTrue(
            Arrays.stream(scores).allMatch(p -> p >= 0 && p <= 1),
            temperature + ": " + Arrays.toString(scores));
      }
    }
  }

  @Test
  void aRegressionDecidesNothing() {
    Decision regression = Decision.of(ProblemType.REGRESSION);
    assertArrayEquals(new int[0], regression.decide(new float[] {1, 2}));
    assertArrayEquals(new double[] {1, -2}, regression.scores(new float[] {1, -2}));
  }

  @Test
  void onlyWhatWasTunedIsNoDefault() {
    assertTrue(MULTI.isDefault() && MULTI.withThreshold(0.5).withTopK(0).isDefault());
    assertFalse(MULTI.withTemperature(1.1).isDefault());
    assertFalse(MULTI.withThreshold(0.4).isDefault());
    assertFalse(MULTI.withAtLeastOne(true).isDefault());
    assertFalse(MULTI.withTopK(1).isDefault());
  }

  @Test
  void whatIsOutOfRangeIsRefusedWithItsRule() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(() -> SINGLE.withTemperature(wrong), "temperature: " + wrong, "above 0");
    }
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      refused(() -> MULTI.withThreshold(wrong), "threshold: " + wrong, "in [0, 1]");
      refused(() -> MULTI.withThresholds(List.of(0.5, wrong)), "threshold: " + wrong);
    }
    refused(() -> MULTI.withThresholds(List.of()), "there is none");
    refused(() -> MULTI.withTopK(-1), "top-k: -1");
    refused(() -> SINGLE.withThreshold(0.4), "for multi-label", "this is single-label");
    refused(() -> SINGLE.withTopK(1), "for multi-label");
    refused(() -> SINGLE.withAtLeastOne(true), "for multi-label");
    Decision regression = Decision.of(ProblemType.REGRESSION);
    refused(() -> regression.withTemperature(2), "temperature: 2.0", "regression");
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> MULTI.withThresholds(List.of(0.5, 0.5)).decide(new float[3]));
    assertEquals("2 thresholds are not for 3 logits.", error.getMessage());
  }

  private static void refused(Executable made, String... parts) {
    UsageException error = assertThrows(UsageException.class, made);
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }
}
