package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.problem.Targets;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EpochPlanTest {

  private static final int ROWS = 1003;
  private static final TrainingSet MIXED = new Lengths(ROWS, EpochPlanTest::length);

  @ParameterizedTest
  @EnumSource(RowOrder.class)
  void everyRowIsSeenOnceAndOneBatchIsSmaller(RowOrder order) {
    List<int[]> plan = plan(order, 1, 0);
    assertEquals(126, plan.size());
    assertEquals(125, plan.stream().filter(batch -> batch.length == 8).count());
    assertArrayEquals(
        IntStream.range(0, ROWS).toArray(),
        plan.stream().flatMapToInt(Arrays::stream).sorted().toArray());
  }

  @ParameterizedTest
  @EnumSource(
      value = RowOrder.class,
      names = {"BUCKETED", "SHUFFLED"})
  void theSeedAndTheEpochDecide(RowOrder order) {
    assertArrayEquals(flat(plan(order, 5, 2)), flat(plan(order, 5, 2)));
    assertFalse(Arrays.equals(flat(plan(order, 5, 2)), flat(plan(order, 5, 3))));
    assertFalse(Arrays.equals(flat(plan(order, 5, 2)), flat(plan(order, 6, 2))));
  }

  @Test
  void bucketsPadAFewPercentWhereShufflingPadsALot() {
    assertTrue(padding(plan(RowOrder.SHUFFLED, 1, 0)) > 0.3);
    assertTrue(padding(plan(RowOrder.BUCKETED, 1, 0)) < 0.05);
  }

  @Test
  void theFirstBatchOfTheFirstEpochNeedsMostMemory() {
    List<int[]> first = plan(RowOrder.BUCKETED, 1, 0);
    int[] longest = first.stream().mapToInt(EpochPlanTest::longest).toArray();
    assertEquals(Arrays.stream(longest).max().getAsInt(), longest[0]);
    int[] others =
        IntStream.range(1, 9).map(e -> longest(plan(RowOrder.BUCKETED, 1, e).get(0))).toArray();
    assertTrue(Arrays.stream(others).anyMatch(length -> length < longest[0] / 2));
  }

  @Test
  void theCutIntoPassesChangesNoUpdate() {
    // sorted and cut: eight rows of 10 tokens, then three of 20, of which a pass may need more
    TrainingSet set = new Lengths(11, row -> row % 4 == 1 ? 20 : 10);
    TrainingOptions whole = TrainingOptions.builder().batchSize(8).build();
    List<int[]> plan = EpochPlan.of(whole, set, 0);
    assertEquals(8, plan.get(0).length);
    for (int batch : new int[] {4, 2, 1}) {
      TrainingOptions cut =
          whole.toBuilder().batchSize(batch).gradientAccumulationSteps(8 / batch).build();
      assertArrayEquals(flat(plan), flat(EpochPlan.of(cut, set, 0)), "passes of " + batch);
    }
  }

  private static int longest(int[] batch) {
    return Arrays.stream(batch).map(EpochPlanTest::length).max().orElseThrow();
  }

  @Test
  void bucketsComeInNoOrderOfLength() {
    List<int[]> plan = plan(RowOrder.BUCKETED, 1, 0);
    int rises = 0;
    for (int i = 1; i < plan.size(); i++) {
      rises += length(plan.get(i)[0]) > length(plan.get(i - 1)[0]) ? 1 : 0;
    }
    assertTrue(rises > 40 && rises < 85, rises + " of 125");
  }

  @Test
  void sequentialKeepsTheOrder() {
    assertArrayEquals(IntStream.range(0, ROWS).toArray(), flat(plan(RowOrder.SEQUENTIAL, 1, 0)));
  }

  @Test
  void paddingIsTheShareOfAPassThatHoldsNoToken() {
    // lengths 3, 62 and 61: (62 - 3) + (62 - 61) of 3 x 62; a row alone, of 58, has none
    List<int[]> passes = List.of(new int[] {0, 1, 2}, new int[] {5});
    Padding padding = Padding.of(MIXED, passes);
    assertEquals(new Padding(3 + 62 + 61 + 58, 3 * 62 + 58), padding);
    assertEquals(60.0 / 244, padding.share(), 1e-12);
    assertEquals(0, Padding.NONE.share());
  }

  private static double padding(List<int[]> plan) {
    return Padding.of(MIXED, plan).share();
  }

  private static int[] flat(List<int[]> plan) {
    return plan.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private static List<int[]> plan(RowOrder order, long seed, long epoch) {
    TrainingOptions options =
        TrainingOptions.builder()
            .batchSize(4)
            .gradientAccumulationSteps(2)
            .order(order)
            .seed(seed)
            .build();
    return EpochPlan.of(options, MIXED, epoch);
  }

  private static int length(int row) {
    return 3 + row * 7919 % 60;
  }

  /** Rows that have nothing but a length. */
  private record Lengths(int rows, IntUnaryOperator lengths) implements TrainingSet {
    @Override
    public Targets targets() {
      return new Targets.Classes(new int[rows]);
    }

    @Override
    public NDList inputs(NDManager manager, int[] batch) {
      return new NDList();
    }

    @Override
    public int length(int row) {
      return lengths.applyAsInt(row);
    }
  }
}
