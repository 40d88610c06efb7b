package dev.classifine.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics against fractions worked out by hand. */
class EvaluationTest {

  private static final LabelSet ABC = new LabelSet(List.of("a", "b", "c"));
  private static final double EXACT = 1e-12;

  @Test
  void singleLabelFromAConfusionMatrix() {
    // actual a: 3 as a, 1 as b; actual b: 2 as b; actual c: 1 as a, 1 as b, 2 as c
    SingleLabelMetrics metrics = new SingleLabelMetrics(ABC);
    int[][] pairs = {
      {0, 0}, {0, 0}, {0, 0}, {1, 0}, {1, 1}, {1, 1}, {0, 2}, {1, 2}, {2, 2}, {2, 2}
    };
    for (int[] pair : pairs) {
      metrics.add(pair[0], pair[1]);
    }
    SingleLabelEvaluation evaluation = metrics.evaluation();
    assertArrayEquals(new long[] {3, 1, 0}, evaluation.confusion()[0]);
    assertArrayEquals(new long[] {1, 1, 2}, evaluation.confusion()[2]);
    assertEquals(10, evaluation.examples());
    Map<String, Double> all = evaluation.metrics();
    assertEquals(0.7, all.get("accuracy"), EXACT);
    // precision 3/4, 2/4, 2/2; recall 3/4, 2/2, 2/4; F1 6/8, 4/6, 4/6
    assertEquals((0.75 + 0.5 + 1) / 3, all.get("macro_precision"), EXACT);
    assertEquals((0.75 + 1 + 0.5) / 3, all.get("macro_recall"), EXACT);
    assertEquals((0.75 + 2 / 3.0 + 2 / 3.0) / 3, all.get("macro_f1"), EXACT);
    assertEquals((4 * 0.75 + 2 * 2 / 3.0 + 4 * 2 / 3.0) / 10, all.get("weighted_f1"), EXACT);
    assertEquals((4 * 0.75 + 2 * 0.5 + 4 * 1.0) / 10, all.get("weighted_precision"), EXACT);
    assertEquals(0.7, all.get("weighted_recall"), EXACT);
    for (String name : List.of("micro_f1", "micro_precision", "micro_recall")) {
      assertEquals(0.7, all.get(name), EXACT, name);
    }
    ClassReport b = evaluation.perClass().get(1);
    assertEquals(new ClassReport("b", 2, 4, 2), b);
  }

  @Test
  void aClassThatOccursNowhereIsNotInTheMacroAverage() {
    SingleLabelMetrics metrics = new SingleLabelMetrics(ABC);
    metrics.add(0, 0);
    metrics.add(1, 1);
    assertEquals(1, metrics.evaluation().metrics().get("macro_f1"), EXACT);
    metrics.add(2, 0); // now c is predicted, wrongly: F1 2/3, 1 and 0
    assertEquals((2 / 3.0 + 1 + 0) / 3, metrics.evaluation().metrics().get("macro_f1"), EXACT);
  }

  @Test
  void logitsPredictTheLargestAndTheFirstOfEqualOnes() {
    MetricsAccumulator metrics = MetricsAccumulator.of(ProblemType.SINGLE_LABEL, ABC);
    Targets targets = new Targets.Classes(new int[] {1, 1, 2});
    metrics.add(new float[] {1, 2, 2}, targets, 0);
    metrics.add(new float[] {3, 3, 3}, targets, 1);
    metrics.add(new float[] {-9, -8, -7}, targets, 2);
    assertEquals(2 / 3.0, metrics.evaluation().metrics().get("accuracy"), EXACT);
  }

  @Test
  void multiLabelFromDecisions() {
    MetricsAccumulator metrics = MetricsAccumulator.of(ProblemType.MULTI_LABEL, ABC);
    Targets targets = new Targets.LabelLists(new int[][] {{0, 1}, {}, {2}, {0}});
    metrics.add(new float[] {1, 1, -1}, targets, 0); // right
    metrics.add(new float[] {-1, -1, -1}, targets, 1); // right: no label
    metrics.add(new float[] {1, -1, 2}, targets, 2); // a too many
    metrics.add(new float[] {-1, 0, -1}, targets, 3); // a missing; 0 is no decision for b
    Map<String, Double> all = metrics.evaluation().metrics();
    // a: tp 1, predicted 2, support 2; b: 1, 1, 1; c: 1, 1, 1
    assertEquals(0.5, all.get("subset_accuracy"), EXACT);
    assertEquals(2 / 12.0, all.get("hamming_loss"), EXACT);
    assertEquals(3 / 4.0, all.get("micro_precision"), EXACT);
    assertEquals(3 / 4.0, all.get("micro_recall"), EXACT);
    assertEquals((0.5 + 1 + 1) / 3, all.get("macro_f1"), EXACT);
    assertEquals((2 * 0.5 + 1 + 1) / 4, all.get("weighted_f1"), EXACT);
  }

  @Test
  void labelsThatAreIgnoredAreCountedNowhere() {
    MetricsAccumulator metrics = MetricsAccumulator.of(ProblemType.MULTI_LABEL, ABC);
    Targets targets =
        new Targets.LabelLists(
            new int[][] {{0}, {1}, {Targets.IGNORED}, {}},
            new int[][] {{1, 2}, {0}, {}, {0, 1, 2}},
            null);
    metrics.add(new float[] {1, 1, 1}, targets, 0); // right, as far as is known
    metrics.add(new float[] {1, 1, 1}, targets, 1); // c too many
    metrics.add(new float[] {1, 1, 1}, targets, 2);
    metrics.add(new float[] {1, 1, 1}, targets, 3);
    Evaluation evaluation = metrics.evaluation();
    Map<String, Double> all = evaluation.metrics();
    assertEquals(2, evaluation.examples());
    assertEquals(0.5, all.get("subset_accuracy"), EXACT);
    assertEquals(1 / 3.0, all.get("hamming_loss"), EXACT);
    assertEquals(2 / 3.0, all.get("micro_precision"), EXACT);
    assertEquals(1, all.get("micro_recall"), EXACT);
    assertEquals(1, evaluation.perClass().get(0).support());
    assertEquals(0, evaluation.perClass().get(2).support());
    assertEquals((1 + 1 + 0) / 3.0, all.get("macro_f1"), EXACT, "c is known in a row, and wrong");
  }

  /** scikit-learn's f1_score of indicator matrices, with average="macro" and zero_division=0. */
  @Test
  void theMacroAverageOfMultiLabelPredictionsIsOverAllLabels() {
    MetricsAccumulator metrics = MetricsAccumulator.of(ProblemType.MULTI_LABEL, ABC);
    Targets targets = new Targets.LabelLists(new int[][] {{0}, {0, 1}});
    metrics.add(new float[] {1, -1, -1}, targets, 0);
    metrics.add(new float[] {1, -1, -1}, targets, 1);
    Map<String, Double> all = metrics.evaluation().metrics();
    // a: 2 of 2 found; b: missed; c: in neither, so 0
    for (String name : List.of("macro_f1", "macro_precision", "macro_recall")) {
      assertEquals(1 / 3.0, all.get(name), EXACT, name);
    }
    assertEquals(2 * 2 / 5.0, all.get("micro_f1"), EXACT);
    assertEquals(2 / 3.0, all.get("weighted_f1"), EXACT);
  }

  /** Against a formula of its own, over random decisions of labels most of which are rare. */
  @Test
  void macroF1IsTheMeanOfEveryColumns() {
    int rows = 20;
    LabelSet labels = new LabelSet(List.of("a", "b", "c", "d", "e", "f"));
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 50; round++) {
      MultiLabelMetrics metrics =
          new MultiLabelMetrics(labels, Decision.of(ProblemType.MULTI_LABEL));
      double[] f1 = new double[labels.size()];
      boolean[][] truth = new boolean[labels.size()][rows];
      boolean[][] predicted = new boolean[labels.size()][rows];
      for (int k = 0; k < labels.size(); k++) {
        double right = 0;
        double either = 0;
        for (int row = 0; row < rows; row++) {
          truth[k][row] = random.nextDouble() < 0.1 * k;
          predicted[k][row] = random.nextDouble() < 0.1 * k;
          right += truth[k][row] && predicted[k][row] ? 2 : 0;
          either += (truth[k][row] ? 1 : 0) + (predicted[k][row] ? 1 : 0);
        }
        f1[k] = either == 0 ? 0 : right / either;
      }
      for (int row = 0; row < rows; row++) {
        int at = row;
        boolean[] decisions = new boolean[labels.size()];
        for (int k = 0; k < labels.size(); k++) {
          decisions[k] = predicted[k][row];
        }
        metrics.add(
            decisions, IntStream.range(0, labels.size()).filter(k -> truth[k][at]).toArray());
      }
      assertEquals(
          Arrays.stream(f1).average().orElseThrow(),
          metrics.evaluation().metrics().get("macro_f1"),
          EXACT);
    }
  }

  @Test
  void aLabelThatIsKnownInNoRowIsNotInTheMacroAverage() {
    MetricsAccumulator metrics = MetricsAccumulator.of(ProblemType.MULTI_LABEL, ABC);
    Targets targets =
        new Targets.LabelLists(new int[][] {{0}, {}}, new int[][] {{2}, {1, 2}}, null);
    metrics.add(new float[] {1, -1, 1}, targets, 0);
    metrics.add(new float[] {-1, 1, 1}, targets, 1);
    // a: all right; b: in neither of its one row; c: known nowhere
    assertEquals((1 + 0) / 2.0, metrics.evaluation().metrics().get("macro_f1"), EXACT);
  }

  @Test
  void multiLabelWithoutAnyLabelOrPredictionIsAllRight() {
    MetricsAccumulator metrics = MetricsAccumulator.of(ProblemType.MULTI_LABEL, ABC);
    metrics.add(new float[] {-1, -1, -1}, new Targets.LabelLists(new int[][] {{}}), 0);
    Map<String, Double> all = metrics.evaluation().metrics();
    assertEquals(1, all.get("subset_accuracy"), EXACT);
    assertEquals(0, all.get("micro_f1"), "as scikit-learn with zero_division=0");
    assertEquals(0, all.get("macro_f1"));
  }

  @Test
  void regressionErrorsAndCorrelations() {
    float[] predicted = {1, 2, 3, 5};
    float[] actual = {1, 3, 2, 4};
    Map<String, Double> all = regression(predicted, actual, 1);
    assertEquals((0 + 1 + 1 + 1) / 4.0, all.get("mse"), EXACT);
    assertEquals(Math.sqrt(0.75), all.get("rmse"), EXACT);
    assertEquals(0.75, all.get("mae"), EXACT);
    // deviations -1.75 -0.75 0.25 2.25 and -1.5 0.5 -0.5 1.5: 5.5 / sqrt(8.75 * 5)
    assertEquals(5.5 / Math.sqrt(8.75 * 5), all.get("pearson"), EXACT);
    // ranks 1 2 3 4 and 1 3 2 4: 1 - 6 * 2 / (4 * 15)
    assertEquals(0.8, all.get("spearman"), EXACT);
  }

  @Test
  void equalValuesShareTheMeanOfTheirRanks() {
    // ranks of 1 1 2 3: 1.5 1.5 3 4; of 1 2 3 4: 1 2 3 4. Pearson: 4.5 / sqrt(4.5 * 5)
    Map<String, Double> all = regression(new float[] {1, 1, 2, 3}, new float[] {1, 2, 3, 4}, 1);
    assertEquals(4.5 / Math.sqrt(4.5 * 5), all.get("spearman"), EXACT);
  }

  @Test
  void aCorrelationWithAConstantIsNotANumber() {
    Map<String, Double> all = regression(new float[] {2, 2, 2}, new float[] {1, 2, 3}, 1);
    assertTrue(Double.isNaN(all.get("pearson")));
    assertTrue(Double.isNaN(all.get("spearman")));
    assertEquals(2 / 3.0, all.get("mse"), EXACT);
  }

  @Test
  void aCorrelationWithWhatIsNotANumberIsNone() {
    Map<String, Double> all = regression(new float[] {1, Float.NaN, 3}, new float[] {1, 2, 3}, 1);
    for (String name : List.of("pearson", "spearman", "mse", "rmse", "mae")) {
      assertTrue(Double.isNaN(all.get(name)), name);
    }
  }

  @Test
  void correlationsOfSeveralOutputsAreAveraged() {
    Map<String, Double> all =
        regression(new float[] {1, 3, 2, 2, 3, 1}, new float[] {1, 1, 2, 2, 3, 3}, 2);
    assertEquals(0, all.get("pearson"), EXACT, "1 and -1");
  }

  @Test
  void manyRowsTakeConstantMemoryAndKeepTheirCorrelations() {
    SplittableRandom random = new SplittableRandom(3);
    RegressionMetrics all = new RegressionMetrics(2);
    RegressionMetrics sampled = new RegressionMetrics(2, 2 * 4096);
    for (int row = 0; row < 200_000; row++) {
      float[] truth = {(float) random.nextGaussian() + 1e4f, (float) random.nextGaussian()};
      float[] prediction = {
        truth[0] + (float) random.nextGaussian(), truth[1] + 2 * (float) random.nextGaussian()
      };
      all.add(prediction, truth);
      sampled.add(prediction, truth);
    }
    Map<String, Double> expected = all.evaluation().metrics();
    Map<String, Double> actual = sampled.evaluation().metrics();
    // the correlations of x and x + s n for normal x and n are 1 / sqrt(1 + s^2)
    double pearson = (Math.sqrt(0.5) + Math.sqrt(0.2)) / 2;
    assertEquals(pearson, expected.get("pearson"), 3e-3);
    assertEquals(expected.get("spearman"), actual.get("spearman"), 0.03, "of 4096 rows");
    for (String name : List.of("mse", "rmse", "mae", "pearson")) {
      assertEquals(expected.get(name), actual.get(name), name);
    }
    assertEquals(200_000, sampled.evaluation().examples());
  }

  private static Map<String, Double> regression(float[] predicted, float[] actual, int width) {
    RegressionMetrics metrics = new RegressionMetrics(width);
    for (int row = 0; row < actual.length / width; row++) {
      float[] logits = java.util.Arrays.copyOfRange(predicted, row * width, (row + 1) * width);
      metrics.add(logits, new Targets.Values(actual, width), row);
    }
    return metrics.evaluation().metrics();
  }
}
