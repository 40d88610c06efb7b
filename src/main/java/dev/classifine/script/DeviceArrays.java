package dev.classifine.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.Program.Argument;
import java.util.Map;
import java.util.function.Function;

/**
 * Java's numbers as arrays on a device. DJL's own way to a GPU waits until the GPU has done all
 * that was asked of it, in every step for each of a batch's arrays; these only join the queue. On a
 * processor they are DJL's own.
 */
public final class DeviceArrays {

  private DeviceArrays() {}

  /** Of float32. */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    return of(manager, host -> host.create(values, shape));
  }

  /** Of int64. */
  public static NDArray of(NDManager manager, long[] values, Shape shape) {
    return of(manager, host -> host.create(values, shape));
  }

  /**
   * Of what an array on the processor holds.
   *
   * @param numbers makes it; on a processor it is what is returned
   */
  public static NDArray of(NDManager manager, Function<NDManager, NDArray> numbers) {
    return manager.getDevice().isGpu() ? sent(manager, numbers) : numbers.apply(manager);
  }

  /** A float32 scalar, in memory that libtorch owns: it may be kept for a backward pass. */
  public static NDArray scalar(NDManager manager, float value) {
    return manager.full(new Shape(), value, DataType.FLOAT32); // nothing is copied to a GPU
  }

  /**
   * Sends numbers to the manager's device. They lie in memory that is not locked, so that CUDA has
   * taken them from there when this returns, though they have not arrived.
   */
  static NDArray sent(NDManager manager, Function<NDManager, NDArray> numbers) {
    try (NDManager host = manager.newSubManager(Device.cpu())) {
      NDArray values = numbers.apply(host);
      NDArray target = manager.create(values.getShape(), values.getDataType());
      // not the program's own array, which could take part in no backward pass
      Sender.PROGRAM.call(host, "send", Argument.of(target), Argument.of(values));
      return target;
    }
  }

  /** Compiled when it is first needed, and once a process. */
  private static final class Sender {

    private static final Program PROGRAM =
        Program.load(
            NativeRuntime.engine().newBaseManager(Device.cpu()),
            ProgramSource.of(DeviceArrays.class, "DeviceArrays", Map.of(), "device_arrays.py"));
  }
}
