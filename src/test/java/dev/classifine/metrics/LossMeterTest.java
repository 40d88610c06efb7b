package dev.classifine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.problem.Targets;
import org.junit.jupiter.api.Test;

class LossMeterTest {

  private static final Targets SECOND = new Targets.Classes(new int[] {1});

  @Test
  void crossEntropyOfUniformLogitsIsTheLogOfTheirNumber() {
    LossMeter meter = LossMeter.singleLabel(0.925, 0.025);
    meter.add(new float[] {5, 5, 5, 5}, SECOND, 0);
    assertEquals(Math.log(4), meter.plain(), 1e-12);
    assertEquals(Math.log(4), meter.smoothed(), 1e-12, "whatever the targets, they sum to 1");
  }

  @Test
  void smoothedLossesFollowBothConventions() {
    // probabilities 1/10 2/10 3/10 4/10
    float[] z = {0, (float) Math.log(2), (float) Math.log(3), (float) Math.log(4)};
    double others = Math.log(0.1) + Math.log(0.3) + Math.log(0.4);
    LossMeter all = LossMeter.singleLabel(0.925, 0.025);
    all.add(z, SECOND, 0);
    assertEquals(-Math.log(0.2), all.plain(), 1e-6);
    assertEquals(-0.925 * Math.log(0.2) - 0.025 * others, all.smoothed(), 1e-6);
    LossMeter other = LossMeter.singleLabel(0.9, 0.1 / 3);
    other.add(z, SECOND, 0);
    assertEquals(-0.9 * Math.log(0.2) - 0.1 / 3 * others, other.smoothed(), 1e-6);
  }

  @Test
  void hugeLogitsStayFinite() {
    LossMeter single = LossMeter.singleLabel(1, 0);
    single.add(new float[] {1e4f, -1e4f}, SECOND, 0);
    assertEquals(2e4, single.plain(), 1e-9);
    LossMeter multi = LossMeter.multiLabel();
    multi.add(new float[] {1e4f, -1e4f}, new Targets.LabelLists(new int[][] {{1}}), 0);
    assertEquals(1e4, multi.plain(), 1e-9);
  }

  @Test
  void binaryCrossEntropyIsTheMeanOverLabels() {
    LossMeter meter = LossMeter.multiLabel();
    meter.add(new float[] {0, (float) Math.log(3)}, new Targets.LabelLists(new int[][] {{1}}), 0);
    assertEquals((Math.log(2) - Math.log(0.75)) / 2, meter.plain(), 1e-7);
  }

  @Test
  void meansAreOverRows() {
    LossMeter meter = LossMeter.regression();
    Targets targets = new Targets.Values(new float[] {0, 0, 1, 1}, 2);
    meter.add(new float[] {1, 3}, targets, 0); // (1 + 9) / 2
    meter.add(new float[] {1, 1}, targets, 1); // 0
    assertEquals(2.5, meter.plain(), 1e-12);
  }

  @Test
  void nothingAndNotANumberAreNotNumbers() {
    assertTrue(Double.isNaN(LossMeter.multiLabel().plain()));
    LossMeter meter = LossMeter.singleLabel(1, 0);
    meter.add(new float[] {Float.NaN, 1}, SECOND, 0);
    assertTrue(Double.isNaN(meter.plain()));
  }

  @Test
  void whatIsIgnoredIsInNoMean() {
    LossMeter single = LossMeter.singleLabel(1, 0);
    Targets classes = new Targets.Classes(new int[] {1, Targets.IGNORED}, new double[] {9, 1});
    single.add(new float[] {0, 0}, classes, 0);
    single.add(new float[] {5, -5}, classes, 1);
    assertEquals(Math.log(2), single.plain(), 1e-12);

    LossMeter multi = LossMeter.multiLabel();
    Targets lists =
        new Targets.LabelLists(
            new int[][] {{0}, {}, {Targets.IGNORED}}, new int[][] {{2}, {0, 1}, {}}, null);
    float[] logits = {(float) Math.log(3), 0, 100};
    multi.add(logits, lists, 0); // log 4/3, log 2
    multi.add(new float[] {100, 100, 0}, lists, 1); // log 2
    multi.add(logits, lists, 2);
    assertEquals((Math.log(4 / 3.0) + 2 * Math.log(2)) / 3, multi.plain(), 1e-7);
  }
}
