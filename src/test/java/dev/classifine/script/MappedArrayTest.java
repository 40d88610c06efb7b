package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Arrays in files; an element of a new one is its index. */
@DisabledOnOs(OS.WINDOWS)
class MappedArrayTest {

  private static final Shape SHAPE = new Shape(3, 2);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray create(Shape shape) throws IOException {
    return MappedArray.create(
        manager,
        shape,
        (first, piece) -> {
          for (int i = 0; piece.hasRemaining(); i++) {
            piece.putFloat(first + i);
          }
        });
  }

  private static MappedArray file(NDArray array) {
    return MappedArray.of(array).orElseThrow();
  }

  private static ByteBuffer bytes(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static float[] read(NDArray array, long first, int count) {
    ByteBuffer target = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file(array).read(first, target);
    float[] values = new float[count];
    target.flip().asFloatBuffer().get(values);
    return values;
  }

  @Test
  void whatIsWrittenIntoTheFileIsInTheArrayAndTheOtherWayRound() throws IOException {
    NDArray array = create(SHAPE);
    assertEquals(SHAPE, array.getShape());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, array.toFloatArray());
    file(array).write(2, bytes(-1, -2));
    assertArrayEquals(new float[] {0, 1, -1, -2, 4, 5}, array.toFloatArray());
    array.muli(10);
    assertArrayEquals(new float[] {10, -10, -20, 40}, read(array, 1, 4));
  }

  @Test
  void itTakesPartInBackwardPassesAndStaysInItsFile() throws IOException {
    NDArray array = create(SHAPE);
    array.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(array.mul(array).sum());
    }
    assertArrayEquals(new float[] {0, 2, 4, 6, 8, 10}, array.getGradient().toFloatArray());
    assertNotNull(Gradients.of(array, manager));
    Gradients.drop(array);
    assertNull(Gradients.of(array, manager));
    file(array).write(0, bytes(7));
    assertArrayEquals(new float[] {7, 1, 2, 3, 4, 5}, array.toFloatArray());
  }

  @Test
  void piecesAreAllOfItAsOftenAsTheyAreAskedFor() throws IOException {
    Shape shape = new Shape(1001, 700); // 2.7 pieces
    NDArray array = create(shape);
    file(array).write(700_000, bytes(-5));
    Iterable<ByteBuffer> pieces = file(array).pieces();
    for (int time = 0; time < 2; time++) {
      List<Float> values = new ArrayList<>();
      int count = 0;
      for (ByteBuffer piece : pieces) {
        while (piece.hasRemaining()) {
          values.add(piece.getFloat());
        }
        count++;
      }
      assertEquals(3, count);
      assertEquals(shape.size(), values.size());
      for (int i = 0; i < values.size(); i++) {
        assertEquals(i == 700_000 ? -5 : i, values.get(i));
      }
    }
  }

  @Test
  void aThreadThatIsInterruptedReadsAndWrites() throws IOException {
    NDArray array = create(SHAPE);
    Thread.currentThread().interrupt();
    try {
      file(array).write(1, bytes(8, 9));
      assertArrayEquals(new float[] {0, 8, 9, 3}, read(array, 0, 4));
    } finally {
      assertTrue(Thread.interrupted(), "it stays interrupted");
    }
    assertArrayEquals(new float[] {0, 8, 9, 3, 4, 5}, array.toFloatArray());
    file(array).write(5, bytes(6)); // the channel is closed
    assertArrayEquals(new float[] {4, 6}, read(array, 4, 2));
  }

  @Test
  void whatIsLongerThanAPieceIsWrittenWholeByAThreadThatIsInterrupted() throws IOException {
    int size = 3 * (1 << 12) + 1; // 3 times what is written at once, and one more
    NDArray array = create(new Shape(size + 2));
    float[] values = new float[size];
    Arrays.fill(values, -1);
    ByteBuffer source = bytes(values);
    Thread.currentThread().interrupt();
    try {
      file(array).write(1, source);
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(0, source.remaining());
    assertArrayEquals(values, read(array, 1, size));
    Arrays.fill(values, -2);
    file(array).write(1, bytes(values)); // the channel is closed
    assertArrayEquals(values, read(array, 1, size));
    assertArrayEquals(new float[] {0}, read(array, 0, 1));
    assertArrayEquals(new float[] {size + 1}, read(array, size + 1, 1));
  }

  @Test
  void allElementsAreReplacedPieceByPiece() throws IOException {
    NDArray array = create(new Shape(1001, 700)); // 2.7 pieces
    file(array)
        .fill(
            (first, piece) -> {
              for (int i = 0; piece.hasRemaining(); i++) {
                piece.putFloat(-(first + i));
              }
            });
    float[] values = array.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      assertEquals(-i, values[i], 0f);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void ofClosedArraysAtMostOneKeepsItsBlocks() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (NDManager own = manager.newSubManager()) {
        MappedArray.create(own, SHAPE, (first, piece) -> {});
      }
    }
    create(SHAPE);
    for (int i = 0; i < 500 && mapped() > 2; i++) {
      Thread.sleep(
          10); // Java ends a mapping in a thread of its own, some time after it is collected
    }
    assertTrue(mapped() <= 2, mapped() + " files are mapped");
  }

  private static long mapped() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains(".array")).count();
    }
  }

  @Test
  void elementsBeyondTheEndAreRefused() throws IOException {
    NDArray array = create(SHAPE);
    assertThrows(IndexOutOfBoundsException.class, () -> file(array).write(5, bytes(1, 2)));
    assertThrows(IndexOutOfBoundsException.class, () -> read(array, 5, 2));
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, array.toFloatArray());
  }

  @Test
  void theFileHasNoNameAndIsClosedWithTheManager() throws IOException {
    NDArray array;
    try (NDManager own = manager.newSubManager()) {
      array = MappedArray.create(own, SHAPE, (first, piece) -> {});
      assertTrue(MappedArray.of(array).isPresent());
      try (Stream<Path> files = Files.list(MappedArray.folder())) {
        assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".array")).toList());
      }
    }
    assertTrue(MappedArray.of(array).isEmpty());
  }
}
