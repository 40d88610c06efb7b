package dev.classifine.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.ReferenceDecisions;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.LossMeter;
import dev.classifine.problem.Targets;
import dev.classifine.tuning.Likelihood.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemperatureScalingTest {

  @Test
  void isTheOneThatTorchFinds() {
    for (ReferenceDecisions reference :
        List.of(ReferenceDecisions.single(), ReferenceDecisions.multi())) {
      double fitted = TemperatureScaling.fit(likelihood(reference));
      double torch = reference.expected("temperature");
      assertEquals(torch, fitted, 1e-7 * torch, reference.type().id());
      Point best = likelihood(reference).at(1 / fitted);
      assertEquals(reference.expected("after", "log_loss"), best.loss(), 1e-12);
      assertEquals(0, best.slope(), 1e-12);
    }
  }

  @Test
  void noTemperatureOfAFineGridIsBetter() {
    for (ReferenceDecisions reference :
        List.of(ReferenceDecisions.single(), ReferenceDecisions.multi())) {
      Likelihood likelihood = likelihood(reference);
      double best = likelihood.at(1 / TemperatureScaling.fit(likelihood)).loss();
      for (double t = TemperatureScaling.LOWEST; t <= TemperatureScaling.HIGHEST; t *= 1.001) {
        assertTrue(best <= likelihood.at(1 / t).loss() + 1e-15, "T = " + t);
      }
    }
  }

  @Test
  void theLikelihoodAtOneIsTheLoss() {
    ReferenceDecisions single = ReferenceDecisions.single();
    ReferenceDecisions multi = ReferenceDecisions.multi();
    assertEquals(mean(LossMeter.singleLabel(1, 0), single), likelihood(single).at(1).loss(), 1e-12);
    assertEquals(mean(LossMeter.multiLabel(), multi), likelihood(multi).at(1).loss(), 1e-12);
    assertEquals(single.expected("before", "log_loss"), likelihood(single).at(1).loss(), 1e-12);
  }

  @Test
  void slopeAndCurvatureAreTheDerivatives() {
    for (ReferenceDecisions reference :
        List.of(ReferenceDecisions.single(), ReferenceDecisions.multi())) {
      Likelihood likelihood = likelihood(reference);
      double h = 1e-5;
      for (double beta : new double[] {0.1, 1, 7}) {
        Point at = likelihood.at(beta);
        Point up = likelihood.at(beta + h);
        Point down = likelihood.at(beta - h);
        assertEquals((up.loss() - down.loss()) / (2 * h), at.slope(), 1e-8);
        assertEquals((up.slope() - down.slope()) / (2 * h), at.curvature(), 1e-7);
      }
    }
  }

  @Test
  void rowsWithoutAMistakeGiveTheLowestTemperature() {
    assertEquals(0.05, single(new float[][] {{3, 1}, {-2, 5}}, 0, 1));
    assertEquals(0.05, single(new float[][] {{1e-3f, 0}, {0, 1e-3f}}, 0, 1));
    assertEquals(0.05, multi(new float[][] {{3, -1}, {-2, 5}}, new int[][] {{0}, {1}}));
  }

  @Test
  void logitsThatSayTheOppositeGiveTheHighestTemperature() {
    assertEquals(20, single(new float[][] {{3, 1}, {-2, 5}}, 1, 0));
    assertEquals(20, single(new float[][] {{3e38f, -3e38f}}, 1), "and stay finite");
    assertEquals(20, multi(new float[][] {{3, -1}, {-2, 5}}, new int[][] {{1}, {0}}));
  }

  @Test
  void whereNoTemperatureMattersItStaysOne() {
    assertEquals(1, single(new float[][] {{2, 2}, {-1, -1}}, 0, 1));
    assertEquals(1, multi(new float[][] {{0, 0}, {-0f, 0}}, new int[][] {{1}, {}}));
    assertEquals(1, single(new float[][] {{3e38f, -3e38f}}, 0), "the loss is 0 already");
  }

  @Test
  void logitsOfAnyScaleGiveTheSameProbabilities() {
    // one row in four is wrong: the best probability of the larger logit is 3/4 at any scale
    for (float scale : new float[] {0.06f, 0.5f, 1, 8, 20}) {
      double t = single(new float[][] {{scale, 0}, {scale, 0}, {scale, 0}, {scale, 0}}, 0, 0, 1, 0);
      assertEquals(scale / Math.log(3), t, 1e-10 * t);
    }
  }

  private static Likelihood likelihood(ReferenceDecisions reference) {
    return Likelihood.of(reference.logits(), reference.targets());
  }

  private static double mean(LossMeter meter, ReferenceDecisions reference) {
    for (int row = 0; row < reference.logits().rows(); row++) {
      meter.add(reference.logits().row(row), reference.targets(), row);
    }
    return meter.plain();
  }

  private static double single(float[][] logits, int... classes) {
    return TemperatureScaling.fit(Likelihood.of(matrix(logits), new Targets.Classes(classes)));
  }

  private static double multi(float[][] logits, int[][] lists) {
    return TemperatureScaling.fit(Likelihood.of(matrix(logits), new Targets.LabelLists(lists)));
  }

  private static LogitMatrix matrix(float[][] rows) {
    LogitMatrix matrix = new LogitMatrix(rows.length, rows[0].length);
    for (int row = 0; row < rows.length; row++) {
      matrix.set(row, rows[row], 0);
    }
    return matrix;
  }
}
