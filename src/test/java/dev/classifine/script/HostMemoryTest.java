package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Elements of arrays; the way of an array on a GPU is that of a copy. */
class HostMemoryTest {

  private static final float[] ELEMENTS = {1, -2.5f, 3, Float.MIN_VALUE, 0, 7};

  @Test
  void copiesHoldTheElementsAndLeaveNoArrayBehind() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        NDManager own = manager.newSubManager()) {
      NDArray array = own.create(ELEMENTS, new Shape(2, 3));
      array.setRequiresGradient(true);
      int before = own.getManagedArrays().size();
      ByteBuffer copy = HostMemory.copy(array);
      ByteBuffer view = HostMemory.of(array);
      assertEquals(before, own.getManagedArrays().size());
      assertEquals(ELEMENTS.length * Float.BYTES, copy.remaining());
      assertEquals(view.order(ByteOrder.nativeOrder()), copy);
      assertArrayEquals(ELEMENTS, HostMemory.floats(array));
      copy.putFloat(0, 9);
      assertArrayEquals(ELEMENTS, array.toFloatArray(), "the array has its own memory");
    }
  }

  @Test
  void aCopyOutlivesItsArray() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.create(ELEMENTS);
      ByteBuffer copy = HostMemory.copy(array);
      array.close();
      float[] elements = new float[ELEMENTS.length];
      copy.asFloatBuffer().get(elements);
      assertArrayEquals(ELEMENTS, elements);
    }
  }

  @Test
  void aScalarIsOneElement() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertArrayEquals(new float[] {4}, HostMemory.floats(manager.create(4f)));
    }
  }
}
