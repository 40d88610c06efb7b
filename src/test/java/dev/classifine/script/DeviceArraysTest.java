package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

/** Numbers on their way to a device; a processor stands for the GPU. */
class DeviceArraysTest {

  @Test
  void whatIsSentIsWhatWasGiven() {
    try (NDManager manager = NativeRuntime.engine().newBaseManager()) {
      Shape shape = new Shape(2, 3);
      float[] floats = {1, -2, Float.NaN, Float.POSITIVE_INFINITY, 1e-40f, 6};
      long[] longs = {1, -2, Long.MAX_VALUE, Long.MIN_VALUE, 0, 6};
      NDArray sent = DeviceArrays.sent(manager, host -> host.create(floats, shape));
      assertArrayEquals(floats, sent.toFloatArray());
      assertEquals(shape, sent.getShape());
      assertArrayEquals(floats, DeviceArrays.of(manager, floats, shape).toFloatArray());
      sent = DeviceArrays.sent(manager, host -> host.create(longs, shape));
      assertArrayEquals(longs, sent.toLongArray());
      assertEquals(shape, sent.getShape());
      assertArrayEquals(longs, DeviceArrays.of(manager, longs, shape).toLongArray());
    }
  }

  @Test
  void whatIsSentTakesPartInABackwardPassAndLeavesOneArray() {
    try (NDManager manager = NativeRuntime.engine().newBaseManager()) {
      NDArray sent =
          DeviceArrays.sent(manager, host -> host.create(new float[] {2, 3}, new Shape(2)));
      assertEquals(1, manager.getManagedArrays().size());
      NDArray weight = manager.ones(new Shape(2));
      weight.setRequiresGradient(true);
      try (GradientCollector collector = NativeRuntime.engine().newGradientCollector()) {
        collector.backward(weight.mul(sent).sum());
      }
      assertArrayEquals(new float[] {2, 3}, weight.getGradient().toFloatArray());
    }
  }

  @Test
  void aScalarHasNoDimension() {
    try (NDManager manager = NativeRuntime.engine().newBaseManager()) {
      NDArray scalar = DeviceArrays.scalar(manager, 0.1f);
      assertEquals(new Shape(), scalar.getShape());
      assertEquals(DataType.FLOAT32, scalar.getDataType());
      assertEquals(0.1f, scalar.getFloat());
      assertEquals(0x1p-25f, DeviceArrays.scalar(manager, 0x1p-25f).getFloat());
    }
  }
}
