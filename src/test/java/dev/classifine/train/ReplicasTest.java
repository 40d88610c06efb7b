package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.classifine.optim.AdamW;
import dev.classifine.optim.ParameterGroups;
import dev.classifine.problem.LossOptions;
import dev.classifine.problem.Objective;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.Gradients;
import dev.classifine.script.NativeRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What three replicas on the processor own, exchange and agree on. */
class ReplicasTest {

  private static final NumericSet ROWS = Problems.of(ProblemType.SINGLE_LABEL, 48, 1);
  private static final TrainingOptions OPTIONS = Problems.options(1, 4, 1, 0);

  private Model model;
  private Trainer trainer;
  private Replicas replicas;

  @BeforeEach
  void makeReplicas() {
    model = Problems.normed();
    trainer =
        Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE).options(OPTIONS).build();
    NativeRuntime.seed(3, 0, 0);
    trainer.djl().initialize(new Shape(1, 4));
    replicas = new Replicas(trainer.djl(), Problems.processors(3), false, words());
  }

  @AfterEach
  void close() {
    replicas.close();
    trainer.close();
    model.close();
  }

  @Test
  void eachOwnsItsArrays() {
    assertEqualReplicas("as they were made");
    float[] before = parameter("weight").getArray().toFloatArray();
    replicas.copies().get(0).array(parameter("weight")).addi(1f);
    assertArrayEquals(before, parameter("weight").getArray().toFloatArray());
    assertArrayEquals(before, replicas.copies().get(1).array(parameter("weight")).toFloatArray());
    parameter("bias").getArray().addi(1f);
    assertNotEquals(
        parameter("bias").getArray().getFloat(0),
        replicas.copies().get(0).array(parameter("bias")).getFloat(0));
    step(step -> step.run(0, rows(0, 12), 0.01, 4, 1).close());
    assertEqualReplicas("after a step, which ends such differences");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 7, 2}) // three passes, two of which one is ragged, one
  void allAreEqualBitForBitAfterEveryStep(int size) {
    List<float[]> seen = new ArrayList<>();
    step(
        step -> {
          step.beginEpoch(4);
          for (int i = 0; i < 10; i++) {
            StepResult result = step.run(i, rows(3 * i, size), 0.01, 4, 1).read();
            assertTrue(Double.isFinite(result.loss()));
            assertEqualReplicas("step " + i);
            seen.add(parameter("weight").getArray().toFloatArray());
          }
        });
    for (int i = 1; i < seen.size(); i++) {
      assertFalse(Arrays.equals(seen.get(i - 1), seen.get(i)), "step " + i + " changed nothing");
    }
  }

  @Test
  void aStepThatIsSkippedLeavesThemEqual() {
    float[] before = parameter("weight").getArray().toFloatArray();
    step(
        step -> {
          // 2^127 times the loss: its gradient is not finite
          StepResult result = step.run(0, rows(0, 12), 0.01, 4, Math.pow(2, 127)).read();
          assertFalse(Double.isFinite(result.gradientNorm()), "norm " + result.gradientNorm());
          assertEqualReplicas("skipped");
          assertArrayEquals(before, parameter("weight").getArray().toFloatArray());
          assertTrue(Double.isFinite(step.run(1, rows(12, 12), 0.01, 4, 1).read().gradientNorm()));
          assertEqualReplicas("the next");
        });
    assertFalse(Arrays.equals(before, parameter("weight").getArray().toFloatArray()));
  }

  @Test
  void gradientsAreMovedIntoTheModel() {
    try (NDManager scope = trainer.djl().getManager().newSubManager()) {
      Parameter bias = parameter("bias");
      replicas.copies().forEach(copy -> Gradients.create(copy.array(bias)));
      gradient(replicas.copies().get(0).array(bias), scope).addi(2f);
      gradient(replicas.copies().get(1).array(bias), scope).addi(3f);
      assertNull(Gradients.of(bias.getArray(), scope), "no pass of the model reached it");
      replicas.reduce(scope);
      assertEquals(5f, gradient(bias.getArray(), scope).getFloat(1));
      replicas.reduce(scope);
      assertEquals(5f, gradient(bias.getArray(), scope).getFloat(1), "they are added once");
      assertNull(Gradients.of(parameter("weight").getArray(), scope), "others have none");
    }
  }

  @Test
  void whatIsFrozenIsSoInAll() {
    Parameter weight = parameter("weight");
    NDArray copy = replicas.copies().get(1).array(weight);
    Gradients.create(copy);
    weight.freeze(true);
    replicas.follow();
    assertFalse(copy.hasGradient());
    try (NDManager scope = trainer.djl().getManager().newSubManager()) {
      assertNull(Gradients.of(copy, scope), "a gradient of before is gone");
      weight.freeze(false);
      replicas.follow();
      Gradients.create(copy);
      assertNotNull(Gradients.of(copy, scope));
    }
  }

  @Test
  void runningStatisticsAreThoseOfTheModelsOwnPasses() {
    Parameter mean = parameter("runningMean");
    float[] before = mean.getArray().toFloatArray();
    try (NDManager scope = trainer.djl().getManager().newSubManager()) {
      NDList inputs = ROWS.inputs(scope, rows(0, 8));
      replicas.all().get(1).forward(inputs, new NDList());
      assertArrayEquals(before, mean.getArray().toFloatArray());
      replicas.all().get(0).forward(inputs, new NDList());
      assertFalse(Arrays.equals(before, mean.getArray().toFloatArray()));
      replicas.broadcast(scope);
    }
    assertEqualReplicas("the copies take them over");
  }

  @Test
  void aParameterThatTheBlockDoesNotNameIsTold() {
    Parameter hidden = Parameter.builder().setName("hidden").setType(Parameter.Type.OTHER).build();
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> replicas.copies().get(0).array(hidden));
    assertTrue(error.getMessage().contains("hidden is not one of the block's getParameters()"));
  }

  /** Does something with a step over these replicas. */
  private void step(Consumer<TrainingStep> work) {
    var djl = trainer.djl();
    Turn.withoutGradients(
        () -> {
          try (AdamW optimizer =
              new AdamW(
                  djl.getManager(),
                  words().store(),
                  ParameterGroups.of(model.getBlock().getParameters(), 0.01),
                  OPTIONS.optimizer())) {
            Objective objective =
                Objective.of(Problems.THREE, LossOptions.DEFAULTS, ROWS.targets());
            Passes passes =
                new Passes(
                    djl, replicas, objective, new RowPasses(ROWS, 4), 3, 7, new DjlNotifier(djl));
            work.accept(
                new TrainingStep(djl.getManager(), optimizer, replicas, passes, words(), () -> {}));
          }
          return null;
        });
  }

  private Words words() {
    return Words.all(trainer.djl().getManager());
  }

  private static int[] rows(int first, int size) {
    int[] rows = new int[size];
    Arrays.setAll(rows, i -> (first + i) % 48);
    return rows;
  }

  private static NDArray gradient(NDArray array, NDManager scope) {
    return Gradients.of(array, scope);
  }

  /** The last parameter whose name in the block ends so. */
  private Parameter parameter(String end) {
    return model.getBlock().getParameters().stream()
        .filter(pair -> pair.getKey().endsWith(end))
        .reduce((first, second) -> second)
        .orElseThrow()
        .getValue();
  }

  private void assertEqualReplicas(String when) {
    int compared = 0;
    for (ReplicaCopy copy : replicas.copies()) {
      for (var pair : model.getBlock().getParameters()) {
        NDArray own = pair.getValue().getArray();
        assertArrayEquals(
            own.toFloatArray(), copy.array(pair.getValue()).toFloatArray(), when + pair.getKey());
        compared++;
      }
    }
    assertEquals(2 * 8, compared);
  }
}
