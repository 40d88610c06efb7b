package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataHashTest {

  @TempDir Path folder;

  @Test
  void theHashesAreThoseOfThePublishedExamples() throws IOException {
    assertEquals( // FIPS 180-4 examples: "abc", and a million times "a"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        DataHash.sha256(DataFiles.write(folder, "abc", bytes("abc"))));
    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        DataHash.sha256(DataFiles.write(folder, "a", bytes("a".repeat(1_000_000)))));
  }

  @Test
  void aMissingFileIsAUsageError() {
    assertFails(
        UsageException.class, () -> DataHash.sha256(folder.resolve("b")), "there is no such file");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
