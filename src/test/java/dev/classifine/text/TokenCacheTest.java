package dev.classifine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCacheTest {

  private static final Map<String, Object> KEY = Map.of("data_sha256", "abc");

  @TempDir private Path folder;
  private TokenCache cache;
  private Path file;

  @BeforeEach
  void open() {
    cache = new TokenCache(folder.resolve("new/tokens"));
    file = cache.file(KEY);
  }

  private static void assertSame(EncodedTexts expected, EncodedTexts actual) {
    assertEquals(expected.size(), actual.size());
    assertEquals(expected.hasTypes(), actual.hasTypes());
    for (int row = 0; row < expected.size(); row++) {
      assertArrayEquals(expected.ids(row), actual.ids(row));
      for (int token = 0; token < expected.length(row); token++) {
        assertEquals(expected.type(row, token), actual.type(row, token));
      }
    }
  }

  @Test
  void whatIsKeptComesBack() throws IOException {
    assertTrue(cache.read(KEY).isEmpty());
    cache.write(KEY, EncodedTextsTest.texts());
    assertSame(EncodedTextsTest.texts(), cache.read(KEY).orElseThrow());
    assertEquals(List.of(file.getFileName().toString()), Folders.names(file.getParent()));
    assertTrue(cache.read(Map.of("data_sha256", "abd")).isEmpty(), "another key");
  }

  @Test
  void ofChosenTextsAllAreKept() {
    cache.write(KEY, EncodedTextsTest.texts().select(new int[] {3}));
    assertSame(EncodedTextsTest.texts(), cache.read(KEY).orElseThrow());
  }

  @Test
  void aFileThatEndsTooEarlyOrTooLateIsNotUsed() throws IOException {
    cache.write(KEY, EncodedTextsTest.texts());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + length / 3) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrue(cache.read(KEY).isEmpty(), "cut at " + length);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(cache.read(KEY).isEmpty());
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertTrue(cache.read(KEY).isEmpty());
    Files.write(file, whole);
    assertTrue(cache.read(KEY).isPresent());
  }

  @Test
  void aFileWithABitThatFlippedIsNotUsed() throws IOException {
    cache.write(KEY, EncodedTextsTest.texts());
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(4);
    for (int attempt = 0; attempt < 200; attempt++) {
      byte[] damaged = whole.clone();
      int at = attempt < 80 ? attempt : random.nextInt(whole.length); // the head, then anywhere
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertTrue(cache.read(KEY).isEmpty(), "byte " + at);
    }
  }

  @Test
  void aDamagedSizeInALargeFileIsNoFailure() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TokenFile.write(bytes, "key", EncodedTextsTest.texts());
    byte[] damaged = bytes.toByteArray();
    int tokens = "classifine tokens 1\n".length() + 2 + "key".length() + 4 + 4;
    damaged[tokens] = 0x7F; // two thousand million, of which each takes two bytes
    assertThrows(
        TokenFile.DamagedException.class,
        () -> TokenFile.read(new ByteArrayInputStream(damaged), 1L << 40, "key"));
  }

  @Test
  void aFileOfSomethingElseIsNotUsedAndIsReplaced() throws IOException {
    Map<String, Object> other = Map.of("data_sha256", "other");
    cache.write(other, EncodedTextsTest.texts());
    Files.move(cache.file(other), file);
    assertTrue(cache.read(KEY).isEmpty());
    Files.writeString(file, "text,label\n");
    assertTrue(cache.read(KEY).isEmpty());
    cache.write(KEY, EncodedTextsTest.texts());
    assertTrue(cache.read(KEY).isPresent());
  }

  @Test
  void whoReadsWhileOthersWriteGetsAllOrNothing() throws Exception {
    EncodedTexts texts = EncodedTextsTest.texts();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> writers =
          List.of(threads.submit(() -> writeOften(texts)), threads.submit(() -> writeOften(texts)));
      int read = 0;
      while (writers.stream().anyMatch(writer -> !writer.isDone())) {
        Optional<EncodedTexts> found =
            Files.exists(file) ? Optional.of(cache.read(KEY).orElseThrow()) : Optional.empty();
        if (found.isPresent()) {
          assertEquals(texts.size(), found.get().size());
          read++;
        }
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertTrue(read > 0 || Files.exists(file));
    } finally {
      threads.shutdownNow();
    }
    assertSame(texts, cache.read(KEY).orElseThrow());
    assertEquals(1, Folders.names(file.getParent()).size(), "no part is left");
  }

  private void writeOften(EncodedTexts texts) {
    for (int i = 0; i < 30; i++) {
      new TokenCache(file.getParent()).write(KEY, texts);
    }
  }

  @Test
  void whatCannotBeKeptIsNoError() throws IOException, ExecutionException {
    Folders.delete(file.getParent());
    cache.write(KEY, EncodedTextsTest.texts());
    assertFalse(Files.exists(file));
    assertTrue(cache.read(KEY).isEmpty());
  }

  @Test
  void aFolderThatCannotBeMadeIsAnError() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "a");
    String message =
        assertThrows(UsageException.class, () -> new TokenCache(text.resolve("tokens")))
            .getMessage();
    assertTrue(message.startsWith("--token-cache: " + text), message);
    assertThrows(UsageException.class, () -> new TokenCache(text));
  }
}
