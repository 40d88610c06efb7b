package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {

  @Test
  void eachClassHasItsShareAndEveryRowIsInOnePart() {
    int[] ids = IntStream.range(0, 1000).map(i -> i % 10 == 0 ? 2 : i % 2).toArray();
    Split split = Split.stratified(new Targets.Classes(ids), 0.2, 1);
    assertEquals(200, split.heldOut().length);
    assertArrayEquals(
        IntStream.range(0, 1000).toArray(),
        IntStream.concat(Arrays.stream(split.rest()), Arrays.stream(split.heldOut()))
            .sorted()
            .toArray());
    for (int id = 0; id < 3; id++) {
      int label = id;
      long all = Arrays.stream(ids).filter(i -> i == label).count();
      long held = Arrays.stream(split.heldOut()).filter(row -> ids[row] == label).count();
      assertEquals(all * 0.2, held, 1, "class " + id);
    }
  }

  @Test
  void aClassOfOneRowStaysInTraining() {
    int[] ids = new int[20];
    ids[7] = 1;
    Split split = Split.stratified(new Targets.Classes(ids), 0.5, 3);
    assertTrue(Arrays.stream(split.rest()).anyMatch(row -> row == 7));
  }

  @Test
  void rareLabelsOfMultiLabelRowsStandInBothParts() {
    SplittableRandom random = new SplittableRandom(5);
    int[][] lists = new int[400][];
    for (int row = 0; row < 400; row++) {
      lists[row] = IntStream.range(0, 4).filter(id -> random.nextInt(2 + 6 * id) == 0).toArray();
    }
    Split split = Split.stratified(new Targets.LabelLists(lists), 0.25, 1);
    assertEquals(100, split.heldOut().length, 1);
    for (int id = 0; id < 4; id++) {
      int label = id;
      long all = Arrays.stream(lists).filter(list -> has(list, label)).count();
      long held = Arrays.stream(split.heldOut()).filter(row -> has(lists[row], label)).count();
      assertEquals(all * 0.25, held, 0.1 * all + 1, "label " + id);
    }
  }

  @Test
  void numbersSpanBothParts() {
    float[] values = new float[100];
    for (int i = 0; i < 100; i++) {
      values[i] = (i * 37) % 100;
    }
    Split split = Split.stratified(new Targets.Values(values, 1), 0.2, 1);
    for (int decile = 0; decile < 10; decile++) {
      int low = decile * 10;
      assertEquals(
          2,
          Arrays.stream(split.heldOut()).filter(row -> (int) values[row] / 10 * 10 == low).count());
    }
  }

  @Test
  void theSeedDecides() {
    Targets targets = new Targets.Classes(IntStream.range(0, 100).map(i -> i % 3).toArray());
    assertArrayEquals(
        Split.stratified(targets, 0.3, 9).heldOut(), Split.stratified(targets, 0.3, 9).heldOut());
    assertFalse(
        Arrays.equals(
            Split.stratified(targets, 0.3, 9).heldOut(),
            Split.stratified(targets, 0.3, 10).heldOut()));
  }

  @Test
  void uselessFractionsAreRefused() {
    Targets targets = new Targets.Classes(new int[] {0, 1, 0});
    for (double fraction : new double[] {0, 1, -0.5, Double.NaN, 0.01}) {
      assertThrows(UsageException.class, () -> Split.stratified(targets, fraction, 1));
    }
  }

  private static boolean has(int[] list, int label) {
    return Arrays.stream(list).anyMatch(id -> id == label);
  }
}
