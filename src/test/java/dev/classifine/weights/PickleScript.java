package dev.classifine.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pickles operation by operation. */
final class PickleScript {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleScript() {
    bytes(0x80, 2);
  }

  /** A dictionary with one tensor. */
  static byte[] ofTensor(
      String name, String storage, int count, int offset, int[] size, int[] step) {
    return new PickleScript()
        .bytes('}')
        .text(name)
        .tensor(storage, "0", count, offset, size, step)
        .bytes('s')
        .stop();
  }

  PickleScript bytes(int... operations) {
    for (int operation : operations) {
      out.write(operation);
    }
    return this;
  }

  PickleScript text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return bytes('X').raw(TensorFiles.littleEndian(4).putInt(utf8.length).array()).raw(utf8);
  }

  PickleScript number(int number) {
    return bytes('J').raw(TensorFiles.littleEndian(4).putInt(number).array());
  }

  PickleScript numbers(int... numbers) {
    bytes('(');
    for (int number : numbers) {
      number(number);
    }
    return bytes('t');
  }

  PickleScript global(String module, String name) {
    return bytes('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  PickleScript raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  PickleScript storage(String type, String key, int count) {
    return bytes('(')
        .text("storage")
        .global("torch", type)
        .text(key)
        .text("cpu")
        .number(count)
        .bytes('t', 'Q');
  }

  PickleScript tensor(String type, String key, int count, int offset, int[] size, int[] step) {
    return global("torch._utils", "_rebuild_tensor_v2")
        .bytes('(')
        .storage(type, key, count)
        .number(offset)
        .numbers(size)
        .numbers(step)
        .bytes(0x89)
        .global("collections", "OrderedDict")
        .bytes(')', 'R', 't', 'R');
  }

  byte[] stop() {
    return bytes('.').out.toByteArray();
  }
}
