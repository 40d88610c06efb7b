package dev.classifine.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrCurveTest {

  @Test
  void countsAreThoseOfEachThreshold() {
    Random random = new Random(3);
    double[] scores = new double[500];
    boolean[] truth = new boolean[scores.length];
    PrCurve curve = new PrCurve();
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i < 2 ? i : (random.nextInt(200) + 0.25 + random.nextDouble() / 2) / 200;
      truth[i] = random.nextDouble() < scores[i];
      curve.add(scores[i], truth[i]);
    }
    curve.add(Double.NaN, true);
    float[][] values = curve.values();
    assertEquals(6, values.length);
    for (int t = 0; t < PrCurve.THRESHOLDS; t++) {
      int[] counts = new int[4]; // true and false positives, true and false negatives
      for (int i = 0; i < scores.length; i++) {
        boolean positive = scores[i] >= t / 200.0;
        counts[positive ? truth[i] ? 0 : 1 : truth[i] ? 3 : 2]++;
      }
      for (int kind = 0; kind < 4; kind++) {
        assertEquals(counts[kind], values[kind][t], "kind " + kind + " at " + t);
      }
      int called = counts[0] + counts[1];
      assertEquals(called == 0 ? 0 : (double) counts[0] / called, values[4][t], 1e-6);
      assertEquals((double) counts[0] / (counts[0] + counts[3]), values[5][t], 1e-6);
    }
  }

  @Test
  void labelsThatAreNotKnownAreInNoCurve() {
    PrCurves curves =
        new PrCurves(ProblemType.MULTI_LABEL, new LabelSet(List.of("spam", "urgent")));
    Targets.LabelLists targets =
        new Targets.LabelLists(
            new int[][] {{0}, {1}, {}},
            new int[][] {{1}, {}, {}},
            null); // urgent is not known of 1
    curves.onEvaluationBatch(new float[] {9, 9, -9, 9, -9, -9}, targets);
    curves.onEvaluationStep(3, 3);
    List<Message> messages = curves.take();
    assertEquals(2, messages.size());
    assertEquals(0, curves.take().size(), "they were taken");
  }

  @Test
  void twoLabelsHaveOneCurveAndOthersNone() {
    float[] logits = new float[6];
    assertEquals(1, curves(ProblemType.SINGLE_LABEL, 2, logits, new int[] {0, 1, 1}));
    assertEquals(0, curves(ProblemType.SINGLE_LABEL, 3, logits, new int[] {0, 1}));
  }

  private static int curves(ProblemType problem, int labels, float[] logits, int[] truth) {
    List<String> names = List.of("a", "b", "c").subList(0, labels);
    PrCurves curves = new PrCurves(problem, new LabelSet(names));
    curves.onEvaluationBatch(logits, new Targets.Classes(truth));
    curves.onEvaluationStep(truth.length, truth.length);
    return curves.take().size();
  }
}
