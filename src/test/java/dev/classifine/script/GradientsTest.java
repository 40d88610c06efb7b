package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GradientsTest {

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private NDArray array;

  @BeforeEach
  void makeArray() {
    array = manager.create(new float[] {1, Float.NaN, 3});
    array.setRequiresGradient(true);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void whatNoBackwardPassReachedHasNone() {
    assertNull(Gradients.of(array, manager));
    Gradients.drop(array);
    assertNull(Gradients.of(array, manager));
  }

  @Test
  void itIsWhatBackwardPassesAddTo() {
    backward();
    NDArray gradient = Gradients.of(array, manager);
    backward();
    assertArrayEquals(new float[] {2, 2, 2}, gradient.toFloatArray());
  }

  @Test
  void afterOneIsDroppedTheNextBackwardPassMakesOneOfItsOwn() {
    backward();
    NDArray first = Gradients.of(array, manager);
    first.addi(Float.NaN);
    int arrays = manager.getManagedArrays().size();
    Gradients.drop(array);
    assertEquals(arrays, manager.getManagedArrays().size(), "nothing is left behind");
    assertTrue(array.hasGradient(), "the array goes on asking for gradients");
    assertNull(Gradients.of(array, manager));
    backward();
    assertArrayEquals(new float[] {1, 1, 1}, Gradients.of(array, manager).toFloatArray());
    assertTrue(Float.isNaN(first.toFloatArray()[0]), "who holds the first one keeps it");
  }

  @Test
  void oneThatIsMadeIsZeroAndTakesPartInWhatFollows() {
    int arrays = manager.getManagedArrays().size();
    Gradients.create(array);
    assertEquals(arrays, manager.getManagedArrays().size(), "nothing is left behind");
    NDArray gradient = Gradients.of(array, manager);
    assertArrayEquals(new float[3], gradient.toFloatArray());
    gradient.addi(2f); // in place, each element in memory of its own
    backward();
    Gradients.create(array); // there is one already
    assertArrayEquals(new float[] {3, 3, 3}, gradient.toFloatArray());
    assertArrayEquals(new float[] {1, Float.NaN, 3}, array.toFloatArray());
  }

  @Test
  void oneThatIsDroppedIsGoneAndTheValuesStay() {
    backward();
    array.setRequiresGradient(false);
    Gradients.drop(array);
    assertFalse(array.hasGradient());
    assertNull(Gradients.of(array, manager));
    assertArrayEquals(new float[] {1, Float.NaN, 3}, array.toFloatArray());
  }

  private void backward() {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(array.sum());
    }
  }
}
