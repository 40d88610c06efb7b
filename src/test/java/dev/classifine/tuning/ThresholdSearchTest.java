package dev.classifine.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.problem.Decision;
import dev.classifine.problem.ProblemType;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdSearchTest {

  @Test
  void noThresholdAtAllIsBetter() {
    SplittableRandom random = new SplittableRandom(11);
    int moved = 0;
    for (int round = 0; round < 2000; round++) {
      double temperature = Math.exp(random.nextGaussian());
      float[] positives = scores(random, 0.5);
      float[] negatives = scores(random, -0.5);
      double found = ThresholdSearch.best(positives.clone(), negatives.clone(), temperature);
      double best = f1(positives, negatives, temperature, found);
      // brute force: at every score, just below every score, and the default
      double brute =
          DoubleStream.concat(
                  DoubleStream.of(0, 0.5),
                  IntStream.range(0, positives.length + negatives.length)
                      .mapToDouble(
                          i ->
                              i < positives.length ? positives[i] : negatives[i - positives.length])
                      .map(z -> 1 / (1 + Math.exp(-z / temperature)))
                      .flatMap(p -> DoubleStream.of(p + 1e-9, p - 1e-9)))
              .map(t -> f1(positives, negatives, temperature, Math.max(0, Math.min(1, t))))
              .max()
              .orElseThrow();
      assertEquals(brute, best, 1e-15, "round " + round);
      moved += found == 0.5 ? 0 : 1;
      assertTrue(
          found == 0.5 || best > f1(positives, negatives, temperature, 0.5),
          "moved only where it is better");
    }
    assertTrue(moved > 500 && moved < 2000, moved + " moved");
  }

  @Test
  void aLabelWithoutPositivesKeepsTheDefault() {
    assertEquals(0.5, best(new float[0], new float[] {1, -1, 3}));
    assertEquals(0.5, best(new float[0], new float[0]));
  }

  @Test
  void aLabelThatIsAlwaysThereLetsEveryScorePass() {
    assertEquals(0.5, best(new float[] {1, 2}, new float[0]), "which the default does already");
    double lowest = Decision.sigmoid(-2, 1);
    assertEquals(lowest / 2, best(new float[] {1, -2}, new float[0]));
  }

  @Test
  void theThresholdIsInTheMiddleOfTheProbabilities() {
    double found = best(new float[] {2, -1}, new float[] {-3});
    assertEquals((Decision.sigmoid(-1, 1) + Decision.sigmoid(-3, 1)) / 2, found);
    double hot = ThresholdSearch.best(new float[] {2, -1}, new float[] {-3}, 4);
    assertEquals((Decision.sigmoid(-1, 4) + Decision.sigmoid(-3, 4)) / 2, hot);
  }

  @Test
  void ofEqualOnesTheNearestToOneHalfIsTaken() {
    // predicting the first or the first five: F1 2/4 and 4/8; the default's, all twelve, 6/15
    float[] positives = {9, 5, 1};
    float[] negatives = {8, 7, 6, 4, 3.5f, 3, 2.5f, 2, 1.5f};
    double first = (Decision.sigmoid(9, 1) + Decision.sigmoid(8, 1)) / 2;
    double fifth = (Decision.sigmoid(5, 1) + Decision.sigmoid(4, 1)) / 2;
    assertEquals(0.5, f1(positives, negatives, 1, first));
    assertEquals(0.5, f1(positives, negatives, 1, fifth));
    assertEquals(fifth, best(positives, negatives));
  }

  @Test
  void equalScoresAreNotDivided() {
    // 0.0 and -0.0 are one score
    assertEquals(0.25, best(new float[] {0f, 0f}, new float[] {-0f}));
  }

  @Test
  void probabilitiesThatRoundToOneAreNotDivided() {
    float[] positives = {60, 59};
    float[] negatives = {50, 45};
    double found = best(positives.clone(), negatives.clone());
    assertEquals(0.5, found, "no probability is between these");
    assertEquals(4 / 6.0, f1(positives, negatives, 1, found), 1e-15);
    double far = best(new float[] {-200, -201}, new float[] {-300});
    assertEquals(1, f1(new float[] {-200, -201}, new float[] {-300}, 1, far), "these are");
  }

  private static double best(float[] positives, float[] negatives) {
    return ThresholdSearch.best(positives, negatives, 1);
  }

  /** A few scores with one decimal, so that many are tied. */
  private static float[] scores(SplittableRandom random, double mean) {
    float[] scores = new float[random.nextInt(12)];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.round(10 * (mean + random.nextGaussian())) / 10f;
    }
    return scores;
  }

  private static double f1(float[] positives, float[] negatives, double temperature, double t) {
    Decision decision =
        Decision.of(ProblemType.MULTI_LABEL).withTemperature(temperature).withThreshold(t);
    int truePositives = decision.decide(positives).length;
    int predicted = truePositives + decision.decide(negatives).length;
    int whole = predicted + positives.length;
    return whole == 0 ? 0 : 2.0 * truePositives / whole;
  }
}
