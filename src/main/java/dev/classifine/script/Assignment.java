package dev.classifine.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.classifine.script.Program.Argument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes new values into arrays that others hold, parameters that take part in backward passes
 * included, on any device.
 */
public final class Assignment implements AutoCloseable {

  private final NDManager manager;
  private final Program program;

  /**
   * @param parent closes this at the latest
   */
  public Assignment(NDManager parent) {
    this.manager = parent.newSubManager();
    this.program =
        Program.load(
            manager, ProgramSource.of(Assignment.class, "Assignment", Map.of(), "assignment.py"));
  }

  /**
   * Fills an array.
   *
   * @param target float32
   * @param values writes the new values, row-major and little-endian, 4 bytes an element, into the
   *     buffer that it is given
   */
  public void fill(NDArray target, Consumer<ByteBuffer> values) {
    try (NDManager scope = manager.newSubManager();
        NDManager host = scope.newSubManager(Device.cpu())) {
      NDArray staged = host.create(target.getShape());
      values.accept(staged.toByteBuffer(true).order(ByteOrder.nativeOrder()));
      NDArray source = staged.toDevice(target.getDevice(), false);
      program.call(scope, "assign", Argument.of(target), Argument.of(source));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
