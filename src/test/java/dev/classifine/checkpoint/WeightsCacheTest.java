package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.weights.ElementType;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that are kept from one start to the next. */
class WeightsCacheTest {

  private static final MavenModel MODEL = MavenModel.E5_SMALL_V2;
  private static final PackedFile PACKED = new PackedFile(100_000, 0xabcdeL);
  private static final String FILE = "e5-small-v2-1.0.0-beta3-100000-000abcde.v1.safetensors";
  private static final String SEAL = FILE + ".crc32";
  private static final List<String> WHOLE = List.of(FILE, SEAL);
  private static final float[] HALVES = {0.5f, -2, 1024};
  private static final int LARGE = 300_000;

  @TempDir private Path folder;

  private final AtomicInteger unpacked = new AtomicInteger();
  private Path original;
  private Path kept;

  @BeforeEach
  void writeOriginal() {
    original = folder.resolve("original.safetensors");
    kept = folder.resolve("kept");
    float[] large = new float[LARGE];
    for (int i = 0; i < LARGE; i++) {
      large[i] = i;
    }
    Safetensors.write(
        original,
        List.of(
            new TensorToWrite("b", new long[] {LARGE / 2, 2}, () -> bytes(large)),
            new TensorToWrite("a", new long[] {3}, () -> bytes(HALVES)).as(ElementType.F16)));
  }

  @Test
  void theSecondStartReadsWhatTheFirstKept() throws IOException {
    WeightsCache cache = cacheIn(kept.resolve("made/when/needed"));
    assertOriginal(cache);
    assertOriginal(cache);
    assertEquals(1, unpacked.get());
    Path file = kept.resolve("made/when/needed").resolve(FILE);
    assertEquals(WHOLE, Folders.names(file.getParent()));
    assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(file));
  }

  @Test
  void anotherJarOrModelHasAnotherFile() {
    WeightsCache cache = cacheIn(kept);
    open(cache, MODEL, PACKED).close();
    open(cache, MODEL, new PackedFile(100_001, 0xabcdeL)).close();
    open(cache, MODEL, new PackedFile(100_000, 0xabcdfL)).close();
    open(cache, MavenModel.BGE_SMALL_ZH, PACKED).close();
    assertEquals(4, unpacked.get());
    open(cache, MODEL, PACKED).close();
    assertEquals(4, unpacked.get());
  }

  /** Of the header, of a number, and of the last one; -1 cuts the file, -2 takes its seal. */
  @ParameterizedTest
  @ValueSource(ints = {20, 1000, 1_199_000, -1, -2})
  void aFileThatIsNotAsItWasWrittenIsReplaced(int damage) throws IOException {
    WeightsCache cache = cacheIn(kept);
    assertOriginal(cache);
    Path file = kept.resolve(FILE);
    byte[] bytes = Files.readAllBytes(file);
    if (damage == -2) {
      Files.delete(kept.resolve(SEAL));
    } else if (damage == -1) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    } else {
      bytes[damage] ^= 1;
      Files.write(file, bytes);
    }
    assertOriginal(cache);
    assertEquals(2, unpacked.get());
    assertOriginal(cache);
    assertEquals(2, unpacked.get());
    assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(file));
    assertEquals(WHOLE, Folders.names(kept));
  }

  @Test
  void whatAProcessLeftThatWasKilledIsReplaced() throws IOException {
    Files.createDirectories(kept);
    String now = FILE + ".56.unfinished";
    Files.writeString(kept.resolve(now), "what another writes");
    for (String name :
        List.of(
            "." + FILE + ".12.unfinished.partial",
            FILE + ".12.unfinished",
            FILE + ".34.unfinished")) {
      Files.writeString(kept.resolve(name), "half");
      Files.setLastModifiedTime(
          kept.resolve(name), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
    assertOriginal(cacheIn(kept));
    assertEquals(Set.of(FILE, SEAL, now), Set.copyOf(Folders.names(kept)));
  }

  @Test
  void aFolderThatCannotBeMadeIsDoneWithout() throws IOException {
    Files.writeString(kept, "a file");
    WeightsCache cache = cacheIn(kept.resolve("cache"));
    assertOriginal(cache);
    assertOriginal(cache);
    assertEquals(2, unpacked.get());
    assertEquals("a file", Files.readString(kept));
  }

  /** The first disk has no room to begin with, the second less than the jar's size lets expect. */
  @ParameterizedTest
  @ValueSource(ints = {150_000, 400_000})
  void aDiskWithoutRoomIsDoneWithout(int room) throws IOException {
    var small = Configuration.unix().toBuilder().setMaxSize(room).setBlockSize(1024).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path here = disk.getPath("/cache");
      assertOriginal(cacheIn(here));
      assertEquals(1, unpacked.get());
      assertEquals(List.of(), Folders.names(here));
    }
  }

  @Test
  void severalThreadsMayStartAtOnce() throws Exception {
    int threads = 4;
    WeightsCache cache = cacheIn(kept);
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all =
          IntStream.range(0, threads)
              .<Future<?>>mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            together.await();
                            assertOriginal(cache);
                            return null;
                          }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
    int before = unpacked.get();
    assertOriginal(cache);
    assertEquals(before, unpacked.get());
    assertEquals(WHOLE, Folders.names(kept));
  }

  @Test
  void whatIsWrongWithTheJarIsToldAsWithoutACache() throws IOException {
    ClassifineException wrong = new ClassifineException("the jar is damaged.");
    Supplier<TensorSource> fails =
        () -> {
          throw wrong;
        };
    WeightsCache cache = cacheIn(kept);
    assertSame(
        wrong,
        assertThrows(
            ClassifineException.class, () -> cache.open(MODEL, PACKED, "the model", fails)));
    assertFalse(Files.exists(kept));
  }

  @Test
  void offNothingIsKept() {
    WeightsCache cache = new WeightsCache(Optional.empty());
    assertOriginal(cache);
    assertOriginal(cache);
    assertEquals(2, unpacked.get());
  }

  private static WeightsCache cacheIn(Path folder) {
    return new WeightsCache(Optional.of(folder));
  }

  private TensorSource open(WeightsCache cache, MavenModel model, PackedFile packed) {
    return cache.open(
        model,
        packed,
        "the model",
        () -> {
          unpacked.incrementAndGet();
          return Safetensors.open(original, "the model");
        });
  }

  private void assertOriginal(WeightsCache cache) {
    try (TensorSource expected = Safetensors.open(original);
        TensorSource found = open(cache, MODEL, PACKED)) {
      assertEquals("the model", found.describe());
      assertEquals(expected.tensors(), found.tensors());
      assertArrayEquals(Tensors.read(expected, "a"), Tensors.read(found, "a"));
      assertArrayEquals(Tensors.read(expected, "b"), Tensors.read(found, "b"));
    }
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
