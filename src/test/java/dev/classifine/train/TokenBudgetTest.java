package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes of a number of tokens in place of a number of rows. */
class TokenBudgetTest {

  /** 70 rows of 3 to 32 tokens. */
  private static final TrainingSet ROWS =
      new Lengths(Problems.of(ProblemType.SINGLE_LABEL, 70, 1), TokenBudgetTest::length);

  private static final TrainingOptions OPTIONS =
      Problems.options(2, 8, 1, 0).toBuilder()
          .maxTokensPerBatch(120)
          .loggingSteps(4)
          .evaluation(new EvaluationOptions(Cadence.EVERY_EPOCH, 16, false))
          .saving(new SavingOptions(Cadence.every(4), 2))
          .build();

  @TempDir private Path folder;

  private static int length(int row) {
    return 3 + row * 7919 % 30;
  }

  private static TrainingOptions budget(int tokens, int passes) {
    return OPTIONS.toBuilder().maxTokensPerBatch(tokens).gradientAccumulationSteps(passes).build();
  }

  private static int positions(int[] pass) {
    return pass.length * Arrays.stream(pass).map(ROWS::length).max().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"120, 1", "120, 3", "33, 1", "20, 2", "1, 4", "1000000, 2", "2147483647, 2147483647"})
  void everyEpochHasEveryRowOnceInAsManySteps(int tokens, int passes) {
    TrainingOptions options = budget(tokens, passes);
    PassPlan plan = PassPlan.of(options, ROWS);
    for (long epoch = 0; epoch < 5; epoch++) {
      List<int[]> steps = EpochPlan.of(options, ROWS, epoch);
      assertEquals(options.stepsPerEpoch(ROWS), steps.size());
      assertArrayEquals(
          IntStream.range(0, 70).toArray(),
          steps.stream().flatMapToInt(Arrays::stream).sorted().toArray());
      for (int[] step : steps) {
        List<int[]> cut = plan.passes(step, tokens);
        assertTrue(cut.size() <= passes, cut.size() + " passes of " + passes);
        for (int[] pass : cut) {
          assertTrue(pass.length == 1 || positions(pass) <= tokens, positions(pass) + " tokens");
        }
      }
    }
    assertEquals(2 * options.stepsPerEpoch(ROWS), options.totalSteps(ROWS));
  }

  @Test
  void passesAreAsFullAsTheyCanBe() {
    List<int[]> steps = EpochPlan.of(OPTIONS, ROWS, 0);
    // by hand, from the shortest: 40 rows of 3 and so on would be 3 x 40 <= 120
    int[] lengths = IntStream.range(0, 70).map(TokenBudgetTest::length).sorted().toArray();
    int passes = 1;
    int open = 0;
    for (int length : lengths) {
      if ((open + 1) * length > 120) {
        passes++;
        open = 0;
      }
      open++;
    }
    assertEquals(passes, steps.size());
    assertTrue(Padding.of(ROWS, steps).share() < 0.12, Padding.of(ROWS, steps).toString());
    TrainingOptions shuffled =
        Problems.options(1, 8, 1, 0).toBuilder().order(RowOrder.SHUFFLED).build();
    assertTrue(Padding.of(ROWS, EpochPlan.of(shuffled, ROWS, 0)).share() > 0.3);
  }

  @Test
  void theSeedAndTheEpochDecide() {
    assertArrayEquals(flat(OPTIONS, 2), flat(OPTIONS, 2));
    assertFalse(Arrays.equals(flat(OPTIONS, 2), flat(OPTIONS, 3)));
    assertFalse(Arrays.equals(flat(OPTIONS, 2), flat(OPTIONS.toBuilder().seed(8).build(), 2)));
  }

  private static int[] flat(TrainingOptions options, long epoch) {
    return EpochPlan.of(options, ROWS, epoch).stream().flatMapToInt(Arrays::stream).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 50, 80})
  void theSameBatchesGiveTheSameUpdates(int tokens) {
    // Of 9 or 10 tokens as many rows fit, so that a plain run can have the same batches in turn.
    NumericSet numbers = Problems.of(ProblemType.SINGLE_LABEL, 80, 1);
    TrainingSet set = new Lengths(numbers, row -> 9 + row % 2);
    TrainingOptions budget =
        Problems.options(1, 8, 1, 0.1).toBuilder().maxTokensPerBatch(tokens).build();
    int[] order = EpochPlan.of(budget, set, 0).stream().flatMapToInt(Arrays::stream).toArray();
    TrainingOptions plain =
        budget.toBuilder()
            .maxTokensPerBatch(0)
            .batchSize(tokens / 10)
            .order(RowOrder.SEQUENTIAL)
            .build();
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    Runs.End byTokens = runs.train("tokens", budget, set, new StopRequest());
    Runs.End byRows = runs.train("rows", plain, new Reordered(set, order), new StopRequest());
    assertEquals(80 / (tokens / 10), byTokens.outcome().steps());
    assertEquals(byRows.weights(), byTokens.weights());
    assertEquals(byRows.outcome().loss(), byTokens.outcome().loss());
    assertEquals(byRows.outcome().padding(), byTokens.outcome().padding());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void wheneverItWasCutItEndsWithTheSameBits(int passes) {
    TrainingOptions options = budget(120, passes);
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    Runs.End whole = runs.train("whole", options, ROWS, new StopRequest());
    long steps = options.totalSteps(ROWS);
    assertEquals(steps, whole.outcome().steps());
    assertEquals(140, whole.outcome().examples());
    List<Object> evaluated = new ArrayList<>();
    for (var entry : whole.outcome().logHistory()) {
      if (entry.containsKey("eval_loss")) {
        evaluated.add(entry.get("step"));
      }
    }
    assertEquals(List.of(steps / 2, steps), evaluated, "after each epoch");
    for (long cut = 1; cut < steps; cut += 3) {
      StopRequest stop = new StopRequest();
      runs.train("cut-" + cut, options, ROWS, stop, Runs.stopAfter(cut, stop));
      Runs.End rest = runs.train("cut-" + cut, options, ROWS, new StopRequest());
      assertEquals(cut, rest.outcome().resumedFrom());
      assertEquals(whole.weights(), rest.weights(), "cut after step " + cut);
      assertEquals(whole.outcome().padding(), rest.outcome().padding());
      assertEquals(whole.outcome().loss(), rest.outcome().loss());
    }
  }

  @Test
  void anotherBudgetAndOtherPassesOfAStepAreRefusedWhereARunGoesOn() {
    Runs runs = new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
    StopRequest stop = new StopRequest();
    runs.train("cut", OPTIONS, ROWS, stop, Runs.stopAfter(4, stop));
    for (var other :
        List.of(
            List.of(budget(121, 1), "with max_tokens_per_batch 120, but now it is 121. It must"),
            List.of(budget(120, 2), "with passes_per_step 1, but now it is 2. It is --gradient"),
            List.of(budget(0, 1), "with effective_batch_size not given, but now it is 8. It"))) {
      ClassifineException error =
          assertThrows(
              ClassifineException.class,
              () -> runs.train("cut", (TrainingOptions) other.get(0), ROWS, new StopRequest()));
      assertTrue(error.getMessage().contains((String) other.get(1)), error.getMessage());
    }
  }

  @Test
  void severalDevicesTakeAPassEach() {
    Runs one = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    Runs.End two = one.onDevices(2).train("two", budget(120, 1), ROWS, new StopRequest());
    Runs.End alone = one.train("one", budget(120, 2), ROWS, new StopRequest());
    assertEquals(alone.outcome().steps(), two.outcome().steps());
    assertEquals(alone.weights(), two.weights());
  }

  @Test
  void aPassThatMemoryDoesNotHoldIsHalved() {
    TrainingOptions auto = OPTIONS.toBuilder().autoBatchSize(true).build();
    Runs runs = new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
    TrainingSet full = new Lengths(new FullMemory(ROWS, 6), TokenBudgetTest::length);
    Runs.End halved = runs.train("halved", auto, full, new StopRequest());
    String warning = halved.outcome().warnings().get(0);
    assertTrue(
        warning.matches(
            ".* a pass over [0-9]+ tokens with padding \\(step 6\\)\\. Going on with passes over"
                + " [0-9]+; .*"),
        warning);
    Runs.End plain = runs.train("plain", auto, ROWS, new StopRequest());
    for (String name : plain.weights().keySet()) {
      for (int i = 0; i < plain.weights().get(name).size(); i++) {
        assertEquals(
            plain.weights().get(name).get(i), halved.weights().get(name).get(i), 1e-4f, name);
      }
    }
    assertNotEquals(plain.outcome().padding(), halved.outcome().padding());
    TrainingSet again = new Lengths(new FullMemory(ROWS, 6), TokenBudgetTest::length);
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> runs.train("refused", OPTIONS, again, new StopRequest()));
    assertTrue(error.getMessage().contains("or --max-tokens-per-batch; --auto-batch-size cuts"));
  }

  @Test
  void whatCannotBeIsRefused() {
    UsageException below = assertThrows(UsageException.class, () -> budget(-1, 1));
    assertEquals(
        "max tokens per batch: -1 is out of range. It must be at least 1, or 0 to go by the batch"
            + " size.",
        below.getMessage());
    UsageException order =
        assertThrows(
            UsageException.class, () -> OPTIONS.toBuilder().order(RowOrder.SHUFFLED).build());
    assertTrue(order.getMessage().contains("rows are not to be grouped"), order.getMessage());
  }

  /** Rows with lengths. */
  private record Lengths(TrainingSet set, IntUnaryOperator lengths) implements TrainingSet {
    @Override
    public Targets targets() {
      return set.targets();
    }

    @Override
    public NDList inputs(NDManager manager, int[] rows) {
      return set.inputs(manager, rows);
    }

    @Override
    public int length(int row) {
      return lengths.applyAsInt(row);
    }
  }

  /** The rows of a set in another order. */
  private record Reordered(TrainingSet set, int[] order) implements TrainingSet {
    @Override
    public Targets targets() {
      return set.targets().select(order);
    }

    @Override
    public NDList inputs(NDManager manager, int[] rows) {
      return set.inputs(manager, Arrays.stream(rows).map(row -> order[row]).toArray());
    }

    @Override
    public int length(int row) {
      return set.length(order[row]);
    }
  }
}
