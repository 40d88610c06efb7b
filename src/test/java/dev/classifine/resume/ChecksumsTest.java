package dev.classifine.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {

  @TempDir Path folder;
  private Path seal;

  @BeforeEach
  void seal() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "abc");
    Files.write(folder.resolve("empty.bin"), new byte[0]);
    Checksums.write(folder);
    seal = folder.resolve(Checksums.FILE);
  }

  private String refusal() {
    return assertThrows(ClassifineException.class, () -> Checksums.verify(folder)).getMessage();
  }

  /** The hashes of FIPS 180-4's example and of nothing. */
  @Test
  void holdsTheHashOfEachFile() throws IOException {
    assertEquals(
        """
        {
          "sha256": {
            "a.txt": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "empty.bin": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
          }
        }
        """,
        Files.readString(seal));
    Checksums.verify(folder);
  }

  @Test
  void aFileThatIsNotAsItWasWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "abd");
    assertTrue(refusal().startsWith(folder.resolve("a.txt") + ": is not as it was written"));
    Files.writeString(folder.resolve("a.txt"), "abc");
    Files.delete(folder.resolve("empty.bin"));
    assertTrue(refusal().startsWith(folder + ": has no file empty.bin"));
    Files.createDirectory(folder.resolve("empty.bin"));
    assertTrue(refusal().startsWith(folder.resolve("empty.bin") + ": cannot be read"));
  }

  @Test
  void noBitOfTheSealMayChange() throws IOException {
    byte[] good = Files.readAllBytes(seal);
    assertTrue(good.length > 150, "only " + good.length + " bytes");
    for (int i = 0; i < good.length - 1; i++) { // behind the last brace stands a line feed
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) (1 << bit);
        Files.write(seal, bad);
        if (!isBlank(good[i]) || !isBlank(bad[i])) {
          refusal();
        }
      }
    }
  }

  /** JSON does not care which of them stands between its parts. */
  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\n' || character == '\t' || character == '\r';
  }

  @Test
  void nothingOfTheSealMayMiss() throws IOException {
    byte[] good = Files.readAllBytes(seal);
    for (int length = 0; length < good.length - 1; length++) {
      Files.write(seal, Arrays.copyOf(good, length));
      assertTrue(refusal().startsWith(seal + ": "), refusal());
    }
    Files.delete(seal);
    assertTrue(refusal().startsWith(seal + ": no such file"));
  }

  @Test
  void aSealOfNothingIsNone() throws IOException {
    for (String content : new String[] {"{}", "{\"sha256\": {}}", "{\"sha256\": []}"}) {
      Files.writeString(seal, content);
      assertTrue(refusal().startsWith(seal + ": holds no checksums"), refusal());
    }
    Files.writeString(seal, "{\"sha256\": {\"a.txt\": {}}}");
    assertTrue(refusal().startsWith(folder.resolve("a.txt") + ": is not as"), refusal());
    Files.writeString(seal, "{\"sha256\": {\"../a\\u0000\": \"\"}}");
    assertTrue(refusal().startsWith(folder + ": has no file ../a"), refusal());
  }
}
