package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamagedSafetensorsTest {

  @TempDir Path folder;

  private void refused(byte[] bytes, String... parts) {
    Path file = TensorFiles.write(folder.resolve("bad.safetensors"), bytes);
    assertRefused(() -> Safetensors.open(file), file + ": ");
    assertRefused(() -> Safetensors.open(file), parts);
  }

  /** A header with single quotes for double ones. */
  private void headerRefused(String header, int dataBytes, String... parts) {
    refused(TensorFiles.safetensors(header.replace('\'', '"'), new byte[dataBytes]), parts);
  }

  private static String entry(String name, String type, String shape, String offsets) {
    return "'%s':{'dtype':'%s','shape':%s,'data_offsets':%s}".formatted(name, type, shape, offsets);
  }

  @Test
  void aFileTooShortForALengthIsRefused() {
    refused(new byte[0], "has 0 bytes");
    refused(new byte[7], "has 7 bytes");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefusedBeforeItIsRead() {
    refused(
        TensorFiles.littleEndian(100).putLong(1L << 60).array(),
        "declares a header of 1152921504606846976 bytes, but the file has 100 bytes");
    refused(
        TensorFiles.littleEndian(100).putLong(-1).array(),
        "declares a header of 18446744073709551615 bytes");
    refused(TensorFiles.littleEndian(100).putLong(93).array(), "declares a header of 93 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | must be a JSON object that begins with '{'",
        "[] | must be a JSON object that begins with '{'",
        "` {}` | must be a JSON object that begins with '{'",
        "{ | not valid JSON",
        "{'x'} | not valid JSON",
        "{x:1} | not valid JSON",
        "{}{} | not valid JSON",
        "{'x':3} | tensor 'x': found a number where a JSON object stands",
        "{'x':{}} | tensor 'x' has no dtype",
        "{'x':{'dtype':'F32','shape':[]}} | tensor 'x' has no data_offsets",
        "{'x':{'dtype':'F32','dtype':'F32'}} | tensor 'x': dtype occurs twice",
        "{'x':{'dtype':null}} | tensor 'x': dtype: found null where a string stands",
        "{'x':{'shape':['1']}} | tensor 'x': shape: found a string where a number stands",
        "{'x':{'shape':[1.5]}} | tensor 'x': shape holds 1.5",
        "{'x':{'shape':[9223372036854775808]}} | shape holds 9223372036854775808",
        "{'x':{'shape':{}}} | tensor 'x': shape: found a JSON object where a list stands",
        "{'x':{'colour':1}} | tensor 'x': colour is unknown",
        "{'__metadata__':{'a':1}} | __metadata__ 'a': found a number where a string stands",
        "{'__metadata__':{'a':'1','a':'2'}} | __metadata__ 'a' occurs twice",
        "{'__metadata__':{},'__metadata__':{}} | '__metadata__' occurs twice"
      })
  void aHeaderThatIsNotAsItMustBeIsRefused(String header, String part) {
    headerRefused(header, 0, part);
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() {
    byte[] bytes = TensorFiles.safetensors("{\"x\":{}}", new byte[0]);
    bytes[10] = (byte) 0xff;
    refused(bytes, "not valid UTF-8");
  }

  /** Of four bits an element, say: the other tensors are read, and it is named where it is read. */
  @Test
  void aTensorOfAnUnknownTypeHurtsOnlyWhereItIsRead() {
    String header =
        "{" + entry("x", "F4", "[8]", "[0,4]") + "," + entry("y", "F32", "[1]", "[4,8]");
    Path file = folder.resolve("mixed.safetensors");
    byte[] data = TensorFiles.littleEndian(8).putFloat(4, 7).array();
    TensorFiles.write(file, TensorFiles.safetensors((header + "}").replace('\'', '"'), data));
    try (TensorSource source = Safetensors.open(file)) {
      assertEquals("[x [8] UNKNOWN, y [1] F32]", source.tensors().toString());
      assertArrayEquals(new float[] {7}, TensorFiles.read(source, "y"));
      String message =
          assertThrows(ClassifineException.class, () -> TensorFiles.read(source, "x")).getMessage();
      assertTrue(message.startsWith(file + ": tensor 'x': unknown dtype F4"), message);
    }
    headerRefused(header.replace("[0,4]", "[0,3]") + "}", 8, "the bytes between are a hole");
    headerRefused("{" + entry("x", "F4", "[8]", "[0,9]") + "}", 8, "lie within the 8 bytes");
  }

  @Test
  void noTypeIsCalledUnknown() {
    Path file = folder.resolve("unknown.safetensors");
    byte[] bytes =
        TensorFiles.safetensors(
            ("{" + entry("x", "UNKNOWN", "[1]", "[0,4]") + "}").replace('\'', '"'), new byte[4]);
    TensorFiles.write(file, bytes);
    try (TensorSource source = Safetensors.open(file)) {
      assertThrows(ClassifineException.class, () -> TensorFiles.read(source, "x"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[-1] | [0,4] | tensor x [-1] F32: dimension -1",
        "[4294967296,4294967296] | [0,4] | tensor x [4294967296, 4294967296] F32: the number of",
        "[3] | [0,8] | tensor x [3] F32: data_offsets [0, 8] span 8 bytes, but .* need 12",
        "[1] | [0,8] | tensor x [1] F32: data_offsets [0, 8] span 8 bytes, but .* need 4",
        "[2] | [4,12] | data_offsets [4, 12] must be ascending and lie within the 8 bytes",
        "[2] | [8,0] | data_offsets [8, 0] must be ascending",
        "[2] | [-8,0] | data_offsets [-8, 0] must be ascending",
        "[0] | [9223372036854775807,-9223372036854775808] | must be ascending",
        "[2] | [0] | data_offsets [0] must be two numbers",
        "[2] | [0,8,8] | data_offsets [0, 8, 8] must be two numbers"
      })
  void aShapeOrPlaceThatDoesNotFitIsRefused(String shape, String offsets, String part) {
    headerRefused("{" + entry("x", "F32", shape, offsets) + "}", 8, part.split(" \\.\\* "));
  }

  @Test
  void overlapsHolesAndARestAreRefused() {
    String first = entry("a", "F32", "[2]", "[0,8]");
    headerRefused(
        "{" + first + "," + entry("b", "F32", "[2]", "[4,12]") + "}",
        12,
        "tensor b [2] F32 begins at byte 4",
        "ends at 8: they overlap");
    headerRefused(
        "{" + first + "," + entry("b", "F32", "[1]", "[12,16]") + "}",
        16,
        "tensor b [1] F32 begins at byte 12",
        "ends at 8: the bytes between are a hole");
    headerRefused("{" + first + "}", 9, "the last tensor ends at byte 8", "there are 9 bytes");
    headerRefused("{}", 1, "the last tensor ends at byte 0");
  }

  @Test
  void aNameThatOccursTwiceIsRefused() {
    String first = entry("a", "F32", "[1]", "[0,4]");
    String second = entry("a", "F32", "[1]", "[4,8]");
    headerRefused("{" + first + "," + second + "}", 8, "the name 'a' occurs twice in the header");
  }

  @Test
  void randomDamageIsRefusedOrReadable() {
    String header =
        "{'__metadata__':{'format':'pt'},%s,%s,%s}  "
            .formatted(
                entry("a.weight", "F32", "[2,3]", "[0,24]"),
                entry("a.bias", "F16", "[4]", "[24,32]"),
                entry("ids", "I64", "[1]", "[32,40]"))
            .replace('\'', '"');
    byte[] whole = TensorFiles.safetensors(header, new byte[40]);
    Path file = folder.resolve("damaged.safetensors");
    TensorFiles.write(file, whole);
    assertTrue(TensorFiles.opensAndReads(() -> Safetensors.open(file)));
    Random random = new Random(11);
    int opened = 0;
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      TensorFiles.write(file, TensorFiles.damaged(whole, random));
      opened += TensorFiles.opensAndReads(() -> Safetensors.open(file)) ? 1 : 0;
    }
    // Some damage hits only data or names; most must be noticed.
    assertTrue(opened > 0 && opened < rounds / 2, "opened " + opened);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole =
        TensorFiles.safetensors(
            ("{" + entry("x", "F32", "[2]", "[0,8]") + "}").replace('\'', '"'), new byte[8]);
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      refused(java.util.Arrays.copyOf(whole, length));
      refused++;
    }
    assertEquals(whole.length, refused);
  }
}
