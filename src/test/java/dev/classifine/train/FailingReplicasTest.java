package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.NumericsOptions.NonFinite;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas where a pass fails, a loss is not finite, or a pass does not reach all parameters. */
class FailingReplicasTest {

  private static final TrainingOptions OPTIONS = Problems.options(2, 8, 1, 0);
  private static final NumericSet ROWS = Problems.of(ProblemType.SINGLE_LABEL, 70, 1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passesAreHalvedWhereAReplicasMemoryDoesNotHoldThem(boolean concurrent) {
    TrainingOptions auto = OPTIONS.toBuilder().autoBatchSize(true).build();
    // initialised in one pass; then the second replica fails in step 3
    TrainingSet full = new FullMemory(ROWS, 1 + 2 * 2 + 1);
    Run halved = train(auto, full, 2, concurrent, Problems.network(0));
    Run whole = train(OPTIONS, ROWS, 2, concurrent, Problems.network(0));
    assertEquals(1, halved.outcome().warnings().size(), halved.outcome().warnings().toString());
    assertTrue(halved.outcome().warnings().get(0).contains("(step 3). Going on with passes over"));
    assertClose(whole.weights(), halved.weights());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullMemoryIsOneErrorWithTheRemedy(boolean concurrent) {
    TrainingSet full = new FullMemory(ROWS, 1 + 2 * 2 + 1);
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> train(OPTIONS, full, 2, concurrent, Problems.network(0)));
    assertTrue(error.getMessage().contains("a pass over 8 rows (step 3): CUDA out of memory"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAPassThrowsIsThrownAsItIs(boolean concurrent) {
    EngineException thrown = new EngineException("device-side assert triggered");
    TrainingSet failing =
        new TrainingSet() {
          private int passes;

          @Override
          public Targets targets() {
            return ROWS.targets();
          }

          @Override
          public NDList inputs(NDManager manager, int[] rows) {
            if (passes++ == 4) {
              throw thrown;
            }
            return ROWS.inputs(manager, rows);
          }
        };
    EngineException error =
        assertThrows(
            EngineException.class,
            () -> train(OPTIONS, failing, 3, concurrent, Problems.network(0)));
    assertSame(thrown, error);
  }

  @Test
  void allPassesOfARoundEndBeforeTheFirstErrorIsThrown() {
    List<Supplier<String>> passes =
        List.of(
            () -> "a",
            () -> {
              throw new IllegalStateException("first");
            },
            () -> {
              throw new IllegalArgumentException("second");
            });
    try (PassRunner runner = PassRunner.of(3)) {
      IllegalStateException error =
          assertThrows(IllegalStateException.class, () -> runner.run(passes));
      assertEquals("first", error.getMessage());
      assertEquals("second", error.getSuppressed()[0].getMessage());
      assertEquals(List.of("a", "a"), runner.run(List.of(passes.get(0), passes.get(0))));
      assertThrows(
          StackOverflowError.class,
          () ->
              runner.run(
                  List.of(
                      () -> {
                        throw new StackOverflowError();
                      })));
    }
  }

  @Test
  void aLossThatIsNotFiniteOnOneReplicaSkipsTheStepOfAll() {
    // of two steps over 8 rows; row 13, which the second replica runs, is infinite
    NumericSet rows = rows(16, row -> row == 13 ? Float.POSITIVE_INFINITY : row / 16f);
    TrainingOptions skipping =
        Problems.options(1, 4, 1, 0).toBuilder()
            .order(RowOrder.SEQUENTIAL)
            .warmupSteps(0)
            .numerics(new NumericsOptions(NonFinite.SKIP, 0))
            .build();
    Run run = train(skipping, rows, 2, false, Problems.network(0));
    assertEquals(1, run.outcome().skippedSteps());
    Run accumulated =
        train(
            skipping.toBuilder().gradientAccumulationSteps(2).build(),
            rows,
            1,
            false,
            Problems.network(0));
    assertEquals(accumulated.weights(), run.weights());
    assertEquals(1, accumulated.outcome().skippedSteps());
  }

  @Test
  void aParameterThatOnlyOneReplicaReachedLearns() {
    // Rows of even passes go one way, those of odd passes the other: each replica goes one.
    NumericSet rows = rows(64, row -> row / 4 % 2 == 0 ? 1 : -1);
    TrainingOptions options =
        Problems.options(2, 4, 1, 0).toBuilder().order(RowOrder.SEQUENTIAL).build();
    Run accumulated =
        train(
            options.toBuilder().gradientAccumulationSteps(2).build(),
            rows,
            1,
            false,
            model(new Fork()));
    for (boolean concurrent : new boolean[] {false, true}) {
      Run parallel = train(options, rows, 2, concurrent, model(new Fork()));
      assertEquals(accumulated.weights(), parallel.weights());
    }
    assertEquals(4, accumulated.weights().size());
  }

  /** Rows of three classes whose first value is given. */
  private static NumericSet rows(int size, IntToDoubleFunction first) {
    float[] values = new float[size * 4];
    int[] ids = new int[size];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 4 == 0 ? (float) first.applyAsDouble(i / 4) : (i * 7 % 11 - 5) / 5f;
      ids[i / 4] = i / 4 % 3;
    }
    return new NumericSet(values, new Shape(4), new Targets.Classes(ids));
  }

  /** A block that reads which of its two layers a batch goes through. */
  private static final class Fork extends AbstractBlock {
    private final Linear left = Linear.builder().setUnits(3).build();
    private final Linear right = Linear.builder().setUnits(3).build();

    @SuppressWarnings("this-escape") // as every DJL block declares its children
    Fork() {
      super((byte) 1);
      addChildBlock("left", left);
      addChildBlock("right", right);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      Linear way = inputs.head().getFloat(0, 0) > 0 ? left : right;
      return way.forward(store, inputs, training, params);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return left.getOutputShapes(inputShapes);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      left.initialize(manager, type, shapes);
      right.initialize(manager, type, shapes);
    }
  }

  private record Run(TrainingOutcome outcome, Map<String, List<Float>> weights) {}

  private static Run train(
      TrainingOptions options, TrainingSet rows, int devices, boolean concurrent, Model network) {
    try (Model model = network) {
      Trainer.Builder builder =
          Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
              .options(options)
              .devices(Problems.processors(devices));
      try (Trainer trainer = (concurrent ? builder.concurrently() : builder).build()) {
        TrainingOutcome outcome = trainer.fit(rows, null);
        return new Run(outcome, Runs.weights(model));
      }
    }
  }

  private static Model model(AbstractBlock block) {
    Model model = Model.newInstance("network", Device.cpu(), "PyTorch");
    model.setBlock(block);
    return model;
  }

  private static void assertClose(
      Map<String, List<Float>> expected, Map<String, List<Float>> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, values) -> {
          for (int i = 0; i < values.size(); i++) {
            assertEquals(values.get(i), actual.get(name).get(i), 1e-5, name);
          }
        });
  }
}
