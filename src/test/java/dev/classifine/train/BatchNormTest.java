package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import dev.classifine.problem.ProblemType;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statistics that DJL's batch normalisation keeps, in a block that reads four numbers. */
class BatchNormTest {

  private static final ProblemType TYPE = ProblemType.SINGLE_LABEL;
  private static final NumericSet ROWS = Problems.of(TYPE, 48, 1);
  private static final NumericSet HELD_OUT = Problems.of(TYPE, 40, 2);

  /** The share that a pass leaves of the statistics before it. */
  private static final double MOMENTUM = 0.9;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"8, 1", "4, 2"})
  void everyTrainingPassMovesThemByItsOwnRows(int batch, int accumulation) {
    TrainingOptions options =
        Problems.options(1, batch, accumulation, 0).toBuilder().order(RowOrder.SEQUENTIAL).build();
    try (Model model = network();
        Trainer trainer = trainer(model, options).build()) {
      trainer.fit(ROWS, HELD_OUT);
      assertArrayEquals(expected(batch, false), statistics(model, "runningMean"), 1e-5f);
      assertArrayEquals(expected(batch, true), statistics(model, "runningVar"), 1e-5f);
    }
  }

  /** {@code s = 0.9·s + 0.1·(mean, or variance over n - 1)} of each pass, from 0 and from 1. */
  private static float[] expected(int batch, boolean variance) {
    double[] running = new double[4];
    Arrays.fill(running, variance ? 1 : 0);
    for (int start = 0; start < ROWS.size(); start += batch) {
      float[] values = values(IntStream.range(start, start + batch).toArray());
      for (int k = 0; k < 4; k++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < batch; i++) {
          sum += values[4 * i + k];
          squares += values[4 * i + k] * values[4 * i + k];
        }
        double mean = sum / batch;
        double spread = (squares - batch * mean * mean) / (batch - 1);
        running[k] = MOMENTUM * running[k] + (1 - MOMENTUM) * (variance ? spread : mean);
      }
    }
    float[] floats = new float[4];
    for (int k = 0; k < 4; k++) {
      floats[k] = (float) running[k];
    }
    return floats;
  }

  private static float[] values(int[] rows) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      return ROWS.inputs(manager, rows).head().toFloatArray();
    }
  }

  @Test
  void anEvaluationReadsThemAndLeavesThemAsTheyAre() {
    try (Model model = network();
        Trainer trainer = trainer(model, Problems.options(1, 8, 1, 0)).build()) {
      trainer.fit(ROWS, null);
      float[] before = statistics(model, "runningMean");
      trainer.evaluate(HELD_OUT);
      assertArrayEquals(before, statistics(model, "runningMean"));
      try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
        NDList all = trainer.djl().evaluate(HELD_OUT.inputs(manager, new int[] {0, 1, 2}));
        NDList alone = trainer.djl().evaluate(HELD_OUT.inputs(manager, new int[] {1}));
        assertArrayEquals(
            all.head().get(1).toFloatArray(), alone.head().get(0).toFloatArray(), 1e-6f);
      }
    }
  }

  @Test
  void theBestEvaluationsWeightsComeWithTheirStatistics() {
    TrainingOptions worst =
        Problems.options(3, 8, 1, 0).toBuilder()
            .selection(new SelectionOptions("loss", Direction.GREATER, true, 0, 0))
            .build();
    try (CheckpointStore store = CheckpointStore.open(folder);
        Model model = network();
        Trainer trainer =
            trainer(model, worst).checkpoints(Checkpointing.of(store, ResumeOptions.NO)).build()) {
      TrainingOutcome outcome = trainer.fit(ROWS, HELD_OUT);
      assertTrue(outcome.best().step() < outcome.steps(), "the first evaluation has the largest");
      assertEquals(outcome.best().value(), trainer.evaluate(HELD_OUT).loss());
    }
  }

  @Test
  void theyAreNoWeightsThatLearnOrDecay() {
    float[] small = means(1e-6);
    assertArrayEquals(small, means(0.1), "inputs alone move them");
    assertFalse(Arrays.equals(new float[4], small));
  }

  private static float[] means(double learningRate) {
    TrainingOptions options =
        Problems.options(1, 8, 1, 0).toBuilder().learningRate(learningRate).weightDecay(1).build();
    try (Model model = network();
        Trainer trainer = trainer(model, options).build()) {
      trainer.fit(ROWS, null);
      return statistics(model, "runningMean");
    }
  }

  @Test
  void aPassOfOneRowOfNumbersCannotBeNormalised() {
    NumericSet nine = Problems.of(TYPE, 9, 1);
    try (Model model = network();
        Trainer trainer = trainer(model, Problems.options(1, 8, 1, 0)).build()) {
      EngineException error =
          assertThrows(EngineException.class, () -> trainer.fit(nine, null), "the last pass has 1");
      assertTrue(error.getMessage().contains("more than 1 value per channel"), error.getMessage());
    }
  }

  private static Trainer.Builder trainer(Model model, TrainingOptions options) {
    return Trainer.builder(model, TYPE, Problems.THREE).options(options);
  }

  private static Model network() {
    Model model = Model.newInstance("normed", Device.cpu(), "PyTorch");
    model.setBlock(
        new SequentialBlock()
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(3).build()));
    return model;
  }

  private static float[] statistics(Model model, String name) {
    return model.getBlock().getParameters().stream()
        .filter(pair -> pair.getKey().endsWith(name))
        .findFirst()
        .orElseThrow()
        .getValue()
        .getArray()
        .toFloatArray();
  }
}
