package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedFolderTest {

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/parity/bert"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void refused(String... said) {
    String message =
        assertThrows(ClassifineException.class, () -> Checkpoints.open(folder.toString()).close())
            .getMessage();
    for (String text : said) {
      assertTrue(message.contains(text), message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"})
  void aFileThatIsAFolderOrALinkToItselfIsRefused(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.delete(file);
    Files.createDirectory(file);
    refused(folder.toString(), name);
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
    refused(folder.toString(), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors"})
  void anEmptyFileAndGarbageAreRefused(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, new byte[0]);
    refused(file + ": ");
    byte[] garbage = new byte[5000];
    new Random(3).nextBytes(garbage);
    Files.write(file, garbage);
    refused(file + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "vocab.txt"})
  void aFileThatIsTooLargeForMemoryIsNotRead(String name) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 33);
    }
    refused(file + ": has 8589934592 bytes, more than the");
  }

  @Test
  void configurationsThatAreNoObjectAreRefused() throws IOException {
    Path file = folder.resolve("config.json");
    for (String text : new String[] {"[]", "3", "{", "{}{}", "{\"a\":" + "[".repeat(100_000)}) {
      Files.writeString(file, text);
      refused(file + ": ");
    }
  }
}
