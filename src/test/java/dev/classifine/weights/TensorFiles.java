package dev.classifine.weights;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Builds tensor files byte by byte, reads tensors back and damages files at random. */
final class TensorFiles {

  private static final long MOST_BYTES = 64L << 20;

  private TensorFiles() {}

  /** The bytes of a {@code .safetensors} file with any header and data. */
  static byte[] safetensors(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return littleEndian(8 + json.length + data.length)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] bytes(float... values) {
    ByteBuffer bytes = littleEndian(values.length * 4);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static float[] read(TensorSource source, String name) {
    int count = (int) source.find(name).orElseThrow().elementCount();
    ByteBuffer target = ByteBuffer.allocateDirect(count * 4);
    source.read(name, target);
    float[] values = new float[count];
    target.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Checks that opening fails and that the message holds each of the parts. */
  static void assertRefused(Supplier<TensorSource> open, String... parts) {
    String message = assertThrows(ClassifineException.class, () -> open.get().close()).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
    }
  }

  /** Some bytes changed, and sometimes the end cut off. */
  static byte[] damaged(byte[] whole, Random random) {
    boolean cut = random.nextInt(4) == 0;
    byte[] bytes = Arrays.copyOf(whole, cut ? random.nextInt(whole.length) : whole.length);
    for (int flips = random.nextInt(4); flips >= 0 && bytes.length > 0; flips--) {
      int at = random.nextInt(bytes.length);
      bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << flips);
    }
    return bytes;
  }

  /**
   * Opens a file and reads every float tensor of it, within a limit of heap memory.
   *
   * @return whether it opened; a refusal is a {@link ClassifineException}, anything else escapes
   */
  static boolean opensAndReads(Supplier<TensorSource> open) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean opened = true;
    try (TensorSource source = open.get()) {
      for (TensorInfo tensor : source.tensors()) {
        if (tensor.type().readsAsFloat32()) {
          read(source, tensor.name());
        }
      }
    } catch (ClassifineException e) {
      opened = false;
    }
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    if (taken > MOST_BYTES) {
      fail(taken + " bytes were allocated for a damaged file");
    }
    return opened;
  }
}
