package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.classifine.script.NativeRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A garbage collection between forward and backward pass leaves the gradient as it is. */
class ObjectiveMemoryTest {

  private static final LabelSet LABELS = new LabelSet(List.of("a", "b", "c"));
  private static final Targets CLASSES = new Targets.Classes(new int[] {0, 2, 1, 1});
  private static final Targets LISTS =
      new Targets.LabelLists(new int[][] {{0}, {1, 2}, {}, {0, 2}});
  private static final Targets VALUES =
      new Targets.Values(new float[] {1, 0, 2, -1, 0.5f, 3, 0, 0, 1, 2, 2, 1}, 3);

  /** An objective with rows of its problem. */
  record Case(String name, Objective objective, Targets rows) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    LossOptions plain = LossOptions.DEFAULTS;
    LossOptions focal = plain.withFocal(Focal.of(2));
    LossOptions smoothed = plain.withLabelSmoothing(LabelSmoothing.of(0.1));
    return List.of(
        of("single", plain, CLASSES),
        of("smoothed", smoothed, CLASSES),
        of("weighted", smoothed.withClassWeights(LabelWeights.BALANCED), CLASSES),
        of("focal", focal, CLASSES),
        of("multi", plain, LISTS),
        of("multi focal", focal, LISTS),
        of("regression", plain, VALUES),
        of("weighted regression", plain, VALUES.weighted(new double[] {1, 2, 3, 4})));
  }

  private static Case of(String name, LossOptions options, Targets rows) {
    return new Case(name, Objective.of(LABELS, options, rows), rows);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theGradientDoesNotDependOnWhenGarbageIsCollected(Case given) throws InterruptedException {
    float[] expected = gradient(given, false);
    for (int attempt = 0; attempt < 3; attempt++) {
      assertArrayEquals(expected, gradient(given, true));
    }
  }

  private static float[] gradient(Case given, boolean collecting) throws InterruptedException {
    NativeRuntime.engine();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[] values = {0.3f, -1, 2, 0.1f, 0.2f, -0.4f, 1.5f, -2, 0.7f, 0, 1, -1};
      NDArray logits = manager.create(values, new Shape(4, 3)).duplicate();
      logits.setRequiresGradient(true);
      NDArray labels = LabelArrays.of(manager, given.rows(), 3);
      Objective objective = given.objective();
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss =
            objective
                .prepare(labels, given.rows(), objective.weight(given.rows()) * 2)
                .of(new NDList(logits).head());
        if (collecting) {
          overwriteFreedMemory();
        }
        collector.backward(loss);
      }
      return logits.getGradient().toFloatArray();
    }
  }

  /** Frees what Java no longer reaches, and fills small pieces of memory with NaN. */
  private static void overwriteFreedMemory() throws InterruptedException {
    System.gc();
    Thread.sleep(30);
    System.gc();
    Thread.sleep(30);
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      ByteBuffer piece = ByteBuffer.allocateDirect(4 + i % 5 * 4).order(ByteOrder.nativeOrder());
      while (piece.hasRemaining()) {
        piece.putFloat(Float.NaN);
      }
      pieces.add(piece);
    }
  }
}
