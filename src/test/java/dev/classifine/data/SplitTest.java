package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {

  /** Classes 0, 1, ... of these sizes, one after the other. */
  private static Targets.Classes classes(int... sizes) {
    return new Targets.Classes(
        IntStream.range(0, sizes.length)
            .flatMap(id -> IntStream.range(0, sizes[id]).map(i -> id))
            .toArray());
  }

  private static int[] counts(Targets.Classes targets, int[] rows, int k) {
    int[] counts = new int[k];
    for (int id : targets.select(rows).ids()) {
      counts[id]++;
    }
    return counts;
  }

  private static int[] counts(Targets.LabelLists targets, int[] rows, int k) {
    int[] counts = new int[k];
    Arrays.stream(targets.select(rows).ids())
        .flatMapToInt(Arrays::stream)
        .forEach(label -> counts[label]++);
    return counts;
  }

  private static void assertParts(Split split, int rows) {
    int[] all =
        IntStream.concat(Arrays.stream(split.rest()), Arrays.stream(split.heldOut()))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, rows).toArray(), all);
    for (int[] part : new int[][] {split.rest(), split.heldOut()}) {
      assertArrayEquals(Arrays.stream(part).sorted().toArray(), part);
    }
  }

  private static Targets.LabelLists randomLists(int rows, int k, Random random) {
    int[][] lists = new int[rows][];
    for (int row = 0; row < rows; row++) {
      // Label i has probability 1 / (i + 2): common labels and rare ones.
      lists[row] = IntStream.range(0, k).filter(id -> random.nextInt(id + 2) == 0).toArray();
    }
    return new Targets.LabelLists(lists);
  }

  @Test
  void eachClassIsHeldOutInProportionByLargestRemainder() {
    Targets.Classes targets = classes(50, 33, 17); // shares 10, 6.6, 3.4 of 20
    Split split = Split.stratified(targets, 0.2, 1);
    assertParts(split, 100);
    assertArrayEquals(new int[] {10, 7, 3}, counts(targets, split.heldOut(), 3));
  }

  @Test
  void oneRowOfEachClassStaysInTraining() {
    Targets.Classes targets = classes(1, 2, 20);
    Split split = Split.stratified(targets, 0.9, 1);
    assertArrayEquals(new int[] {1, 1, 1}, counts(targets, split.rest(), 3));
    assertFails(
        UsageException.class,
        () -> Split.stratified(classes(1, 1, 1), 0.5, 1),
        "0.5 of 3 rows leaves none to evaluate on");
  }

  @Test
  void classesWithoutRowsAreNoHindrance() {
    Split split = Split.stratified(classes(0, 10, 0, 10), 0.1, 1);
    assertEquals(2, split.heldOut().length);
  }

  @Test
  void randomClassesAreWithinOneOfTheirShare() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int k = 2 + random.nextInt(8);
      int[] sizes = random.ints(k, 2, 60).toArray();
      double fraction = 0.05 + 0.4 * random.nextDouble();
      Targets.Classes targets = classes(sizes);
      int rows = targets.size();
      if (Math.round(fraction * rows) == 0) {
        continue;
      }
      Split split = Split.stratified(targets, fraction, round);
      assertParts(split, rows);
      assertEquals(Math.round(fraction * rows), split.heldOut().length);
      int[] counts = counts(targets, split.heldOut(), k);
      for (int id = 0; id < k; id++) {
        assertEquals(fraction * sizes[id], counts[id], 1.0, "class " + id);
      }
    }
  }

  @Test
  void theSeedDecidesWhichRowsAreHeldOut() {
    Targets.LabelLists lists = randomLists(200, 5, new Random(3));
    Targets.Values values = new Targets.Values(new float[200], 1);
    for (Targets targets : new Targets[] {classes(120, 80), lists, values}) {
      int[] heldOut = Split.stratified(targets, 0.25, 42).heldOut();
      assertEquals(50, heldOut.length, 4);
      assertArrayEquals(heldOut, Split.stratified(targets, 0.25, 42).heldOut());
      assertFalse(Arrays.equals(heldOut, Split.stratified(targets, 0.25, 43).heldOut()));
    }
  }

  @Test
  void everyLabelOfAMultiLabelProblemIsHeldOutNearlyInProportion() {
    Random random = new Random(11);
    int labels = 8;
    int rounds = 50;
    int offByMoreThanOne = 0;
    for (int round = 0; round < rounds; round++) {
      Targets.LabelLists targets = randomLists(400, labels, random);
      Split split = Split.stratified(targets, 0.2, round);
      assertParts(split, 400);
      assertEquals(80, split.heldOut().length, 8); // two in a hundred of all rows
      int[] all = counts(targets, IntStream.range(0, 400).toArray(), labels);
      int[] counts = counts(targets, split.heldOut(), labels);
      for (int label = 0; label < labels; label++) {
        assertEquals(0.2 * all[label], counts[label], 5.0, "label " + label);
        offByMoreThanOne += Math.abs(0.2 * all[label] - counts[label]) > 1 ? 1 : 0;
      }
    }
    // A random choice has a standard deviation of 2.5 (the rarest label) to 5.1 rows.
    assertTrue(offByMoreThanOne <= 0.02 * labels * rounds, "off: " + offByMoreThanOne);
  }

  @Test
  void aLabelOfOneRowStaysInTraining() {
    int[][] lists = new int[100][];
    Arrays.setAll(lists, row -> row == 37 ? new int[] {0, 1} : new int[] {0});
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.stratified(new Targets.LabelLists(lists), 0.3, seed);
      assertTrue(Arrays.binarySearch(split.rest(), 37) >= 0);
    }
  }

  @Test
  void rowsWithoutLabelsAreSharedOutToo() {
    int[][] lists = new int[100][];
    Arrays.setAll(lists, row -> row < 50 ? new int[] {} : new int[] {row % 2});
    Split split = Split.stratified(new Targets.LabelLists(lists), 0.2, 1);
    assertEquals(10, Arrays.stream(split.heldOut()).filter(row -> row < 50).count());
  }

  @Test
  void aRegressionIsSplitAtRandom() {
    Split split = Split.stratified(new Targets.Values(new float[200], 2), 0.1, 1);
    assertParts(split, 100);
    assertEquals(10, split.heldOut().length);
  }

  @Test
  void aFractionOutOfRangeIsAUsageError() {
    for (double fraction : new double[] {0, 1, -0.1, Double.NaN}) {
      assertFails(
          UsageException.class,
          () -> Split.stratified(classes(5, 5), fraction, 1),
          "is " + fraction,
          "greater than 0 and less than 1");
    }
  }

  @Test
  void tooFewRowsToSplitAreAUsageError() {
    Targets.Values three = new Targets.Values(new float[3], 1);
    assertFails(UsageException.class, () -> Split.stratified(three, 0.1, 1), "none to evaluate on");
    assertFails(UsageException.class, () -> Split.stratified(three, 0.9, 1), "none to train on");
  }
}
