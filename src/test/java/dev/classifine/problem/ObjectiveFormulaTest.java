package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.classifine.problem.LabelSmoothing.Convention;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every option at once against the formulas of {@link Objective}, written out in double precision;
 * gradients against their central differences.
 */
class ObjectiveFormulaTest {

  private static final int ROWS = 7;
  private static final int K = 3;
  private static final LabelSet LABELS = new LabelSet(List.of("a", "b", "c"));
  private static final double[] WEIGHTS = {0.3, 1, 2, 0, 5, 1.5, 0.01};
  private static final double[] LABEL_WEIGHTS = {2, 0.7, 1.1};
  private static final LabelWeights GIVEN = LabelWeights.of("a=2,c=1.1,b=0.7", "weights");

  @Test
  void singleLabelWithWeightsAndSmoothing() {
    int[] ids = {0, 1, Targets.IGNORED, 2, 2, 0, 1};
    for (Convention convention : Convention.values()) {
      double correct = convention == Convention.ALL_CLASSES ? 0.7 + 0.3 / K : 0.7;
      double other = convention == Convention.ALL_CLASSES ? 0.3 / K : 0.15;
      check(
          LossOptions.DEFAULTS
              .withClassWeights(GIVEN)
              .withLabelSmoothing(new LabelSmoothing(0.3, convention)),
          new Targets.Classes(ids, WEIGHTS),
          z -> {
            double sum = 0;
            double weight = 0;
            for (int i = 0; i < ROWS; i++) {
              if (ids[i] >= 0) {
                for (int k = 0; k < K; k++) {
                  double target = k == ids[i] ? correct : other;
                  sum -= WEIGHTS[i] * LABEL_WEIGHTS[k] * target * Math.log(softmax(z[i], k));
                }
                weight += WEIGHTS[i] * LABEL_WEIGHTS[ids[i]];
              }
            }
            return sum / weight;
          });
    }
  }

  @Test
  void singleLabelFocalWithWeights() {
    int[] ids = {0, 1, Targets.IGNORED, 2, 2, 0, 1};
    check(
        LossOptions.DEFAULTS.withClassWeights(GIVEN).withFocal(Focal.of(1.5)),
        new Targets.Classes(ids, WEIGHTS),
        z -> {
          double sum = 0;
          double weight = 0;
          for (int i = 0; i < ROWS; i++) {
            if (ids[i] >= 0) {
              double p = softmax(z[i], ids[i]);
              double w = WEIGHTS[i] * LABEL_WEIGHTS[ids[i]];
              sum -= w * Math.pow(1 - p, 1.5) * Math.log(p);
              weight += w;
            }
          }
          return sum / weight;
        });
  }

  @Test
  void multiLabelWithWeightsOfPositives() {
    multiLabel(LossOptions.DEFAULTS.withPosWeight(GIVEN), 0, LABEL_WEIGHTS, 1);
    multiLabel(
        LossOptions.DEFAULTS.withPosWeight(GIVEN).withFocal(Focal.of(2)), 2, LABEL_WEIGHTS, 1);
  }

  @Test
  void multiLabelFocalWithAlpha() {
    multiLabel(
        LossOptions.DEFAULTS.withFocal(new Focal(0.5, 0.3)),
        0.5,
        new double[] {0.3, 0.3, 0.3},
        0.7);
  }

  private void multiLabel(
      LossOptions options, double gamma, double[] positiveWeights, double negativeWeight) {
    int[][] marks = {
      {1, 0, 0}, {-1, 1, 0}, {-1, -1, -1}, {1, 1, 1}, {0, 0, -1}, {1, -1, 1}, {0, 1, 1}
    };
    int[][] ids = new int[ROWS][];
    int[][] ignored = new int[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      int[] row = marks[i];
      ids[i] = IntStream.range(0, K).filter(k -> row[k] == 1).toArray();
      ignored[i] = IntStream.range(0, K).filter(k -> row[k] == -1).toArray();
    }
    ids[2] = new int[] {Targets.IGNORED};
    ignored[2] = new int[0];
    check(
        options,
        new Targets.LabelLists(ids, ignored, WEIGHTS),
        z -> {
          double sum = 0;
          double weight = 0;
          for (int i = 0; i < ROWS; i++) {
            for (int k = 0; k < K; k++) {
              double p = 1 / (1 + Math.exp(-z[i][k]));
              if (marks[i][k] == 1) {
                sum -= WEIGHTS[i] * positiveWeights[k] * Math.pow(1 - p, gamma) * Math.log(p);
              } else if (marks[i][k] == 0) {
                sum -= WEIGHTS[i] * negativeWeight * Math.pow(p, gamma) * Math.log(1 - p);
              }
              weight += marks[i][k] < 0 ? 0 : WEIGHTS[i];
            }
          }
          return sum / weight;
        });
  }

  @Test
  void regressionWithWeights() {
    float[] values = new float[ROWS * K];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 5 - 2.5f;
    }
    check(
        LossOptions.DEFAULTS,
        new Targets.Values(values, K, WEIGHTS),
        z -> {
          double sum = 0;
          double weight = 0;
          for (int i = 0; i < ROWS; i++) {
            double mean = 0;
            for (int k = 0; k < K; k++) {
              mean += Math.pow(z[i][k] - values[i * K + k], 2) / K;
            }
            sum += WEIGHTS[i] * mean;
            weight += WEIGHTS[i];
          }
          return sum / weight;
        });
  }

  private static double softmax(double[] z, int k) {
    double sum = 0;
    for (double value : z) {
      sum += Math.exp(value);
    }
    return Math.exp(z[k]) / sum;
  }

  /** Loss to 1e-6, derivatives to 2e-6: the loss is of order 1. */
  private static void check(
      LossOptions options, Targets targets, ToDoubleFunction<double[][]> formula) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] z = new double[ROWS][K];
    for (double[] row : z) {
      for (int k = 0; k < K; k++) {
        row[k] = (float) (2 * random.nextGaussian());
      }
    }
    int[] rows = IntStream.range(0, ROWS).filter(targets::counts).toArray();
    float[] logits = new float[rows.length * K];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) z[rows[i / K]][i % K];
    }
    Targets counting = targets.select(rows);
    Objective objective = Objective.of(LABELS, options, targets);
    assertEquals(objective.weight(targets), objective.weight(counting), 1e-12);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.create(logits, new Shape(rows.length, K)).duplicate();
      array.setRequiresGradient(true);
      Objective.Share share =
          objective.prepare(
              LabelArrays.of(manager, counting, K), counting, objective.weight(targets));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss = share.of(array);
        assertEquals(
            formula.applyAsDouble(z), loss.getFloat(), 1e-6 * Math.max(1, loss.getFloat()));
        collector.backward(loss);
      }
      float[] gradient = array.getGradient().toFloatArray();
      for (int i = 0; i < gradient.length; i++) {
        double[] row = z[rows[i / K]];
        double value = row[i % K];
        row[i % K] = value + 1e-5;
        double above = formula.applyAsDouble(z);
        row[i % K] = value - 1e-5;
        double below = formula.applyAsDouble(z);
        row[i % K] = value;
        assertEquals((above - below) / 2e-5, gradient[i], 2e-6, "derivative " + i);
      }
    }
  }
}
