package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip files that are not as they must be. */
class DamagedPickledWeightsTest {

  private static final byte[] PICKLE =
      PickleScript.ofTensor("x", "FloatStorage", 2, 0, new int[] {2}, new int[] {1});
  private static final byte[] DATA = TensorFiles.bytes(1, 2);

  @TempDir Path folder;

  private void refused(byte[] zip, String... parts) {
    Path file = TensorFiles.write(folder.resolve("bad.bin"), zip);
    assertRefused(() -> PickledWeights.open(file), file + ": ");
    assertRefused(() -> PickledWeights.open(file), parts);
  }

  private static ZipBytes valid() {
    return ZipBytes.torch(PICKLE, DATA);
  }

  /** A file with one record changed. */
  private static byte[] patched(byte[] zip, int signature, int number, Consumer<ByteBuffer> patch) {
    int at = ZipBytes.find(zip, signature, number);
    patch.accept(ByteBuffer.wrap(zip, at, zip.length - at).slice().order(ByteOrder.LITTLE_ENDIAN));
    return zip;
  }

  private static byte[] shortAt(byte[] zip, int signature, int number, int offset, int value) {
    return patched(zip, signature, number, record -> record.putShort(offset, (short) value));
  }

  private static byte[] intAt(byte[] zip, int signature, int number, int offset, int value) {
    return patched(zip, signature, number, record -> record.putInt(offset, value));
  }

  private static byte[] longAt(byte[] zip, int signature, int number, int offset, long value) {
    return patched(zip, signature, number, record -> record.putLong(offset, value));
  }

  private float[] read(byte[] zip) {
    Path file = TensorFiles.write(folder.resolve("good.bin"), zip);
    try (TensorSource source = PickledWeights.open(file)) {
      return TensorFiles.read(source, "x");
    }
  }

  @Test
  void bothWaysToWriteNumbersAreRead() {
    assertArrayEquals(new float[] {1, 2}, read(valid().build()));
    assertArrayEquals(new float[] {1, 2}, read(valid().build64()));
  }

  @Test
  void whatIsNoZipFileIsRefused() {
    refused(new byte[0], "does not end with the end record of a zip file");
    refused("version https://git-lfs".getBytes(StandardCharsets.UTF_8), "does not end with");
    refused(Arrays.copyOf(valid().build(), 5000), "does not end with the end record");
    refused(new ZipBytes().build(), "0 entries <name>/data.pkl");
    refused(new ZipBytes().entry("data.pkl", PICKLE).build(), "found [data.pkl]");
    refused(new ZipBytes().entry("a/b/data.pkl", PICKLE).build(), "found [a/b/data.pkl]");
    refused(
        valid().entry("other/data.pkl", PICKLE).build(), "with 2 entries <name>/data.pkl", "other");
  }

  @Test
  void compressedAndEncryptedEntriesAreRefused() {
    refused(
        shortAt(valid().build(), ZipBytes.RECORD, 1, 10, 8),
        "zip entry archive/data/0 is compressed with method 8",
        "write it again with torch.save");
    refused(
        shortAt(valid().build(), ZipBytes.RECORD, 1, 8, 1),
        "zip entry archive/data/0 is encrypted or patched (flags 0x1)");
    refused(
        shortAt(valid().build(), ZipBytes.HEADER, 1, 8, 8),
        "zip entry archive/data/0 has a header that disagrees with the directory");
    refused(
        shortAt(valid().build(), ZipBytes.HEADER, 1, 6, 1),
        "zip entry archive/data/0 has a header that disagrees with the directory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/passwd",
        "archive/../../evil",
        "archive//x",
        "archive/./x",
        "",
        "archive/",
        "archive\\x",
        "a\u0000b",
        "a\n\nb\n"
      })
  void namesLikePathsAreRefused(String name) {
    refused(valid().entry(name, DATA).build(), "has no plain name, such as archive/data/0");
  }

  @Test
  void namesAreUniqueAndUtf8() {
    refused(valid().entry("archive/data/0", DATA).build(), "stands twice in the directory");
    byte[] zip = valid().build();
    zip[ZipBytes.find(zip, ZipBytes.RECORD, 1) + 46] = (byte) 0xff;
    refused(zip, "the name in the zip directory at byte ", " is not UTF-8");
  }

  @Test
  void entriesThatOverlapAreRefused() {
    byte[] inner = new ZipBytes().entry("archive/data/0", DATA).build();
    byte[] zip =
        new ZipBytes().entry("archive/data.pkl", inner).entry("archive/data/0", DATA).build();
    int innerAt = ZipBytes.find(zip, ZipBytes.HEADER, 1);
    int record = ZipBytes.find(zip, ZipBytes.RECORD, 2);
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(record + 42, innerAt);
    refused(zip, "zip entry archive/data/0 begins before byte ");
  }

  @Test
  void placesAndLengthsLieInTheFile() {
    refused(
        intAt(valid().build(), ZipBytes.RECORD, 1, 42, 0x7fffffff),
        "zip entry archive/data/0 is said to begin at byte 2147483647");
    refused(intAt(valid().build(), ZipBytes.RECORD, 1, 42, 3), "has no header with its name");
    refused(intAt(valid().build(), ZipBytes.RECORD, 1, 20, 9), "stored length of 9");
    byte[] longer = intAt(valid().build(), ZipBytes.RECORD, 1, 20, 9);
    refused(intAt(longer, ZipBytes.RECORD, 1, 24, 9), "disagrees with the directory");
    byte[] both = intAt(longer, ZipBytes.HEADER, 1, 18, 9);
    refused(
        intAt(both, ZipBytes.HEADER, 1, 22, 9),
        "zip entry archive/data/0 takes 9 bytes from byte ");
    refused(
        shortAt(valid().build(), ZipBytes.HEADER, 1, 28, 0xffff),
        "zip entry archive/data/0 takes 8 bytes from byte ");
    refused(shortAt(valid().build(), ZipBytes.RECORD, 1, 28, 0xffff), "is cut off");
    refused(shortAt(valid().build(), ZipBytes.RECORD, 1, 30, 1), "is cut off");
    refused(intAt(valid().build(), ZipBytes.RECORD, 1, 0, 7), "there is no record of the zip");
  }

  @Test
  void theEndRecordTellsTheTruth() {
    refused(intAt(valid().build(), ZipBytes.END, 0, 16, 0), "but it must end at byte ");
    refused(intAt(valid().build(), ZipBytes.END, 0, 16, -1), "from byte 4294967295");
    refused(intAt(valid().build(), ZipBytes.END, 0, 12, -1), "to take 4294967295 bytes");
    refused(shortAt(valid().build(), ZipBytes.END, 0, 4, 1), "a zip file that was split");
    refused(shortAt(valid().build(), ZipBytes.END, 0, 8, 3), "a zip file that was split");
    byte[] counted = shortAt(valid().build(), ZipBytes.END, 0, 8, 3);
    refused(shortAt(counted, ZipBytes.END, 0, 10, 3), "has 2 entries, but the end record counts 3");
  }

  @ParameterizedTest
  @CsvSource({
    "4,45,the ZIP64 record must stand at byte",
    "24,3,a zip file that was split",
    "40,9223372036854775807,said to take 9223372036854775807 bytes",
    "40,-1,said to take 18446744073709551615 bytes",
    "40,0,said to take 0 bytes",
    "48,-1,from byte 18446744073709551615",
    "48,9223372036854775807,from byte 9223372036854775807",
  })
  void aZip64RecordThatLiesIsRefused(int offset, long value, String part) {
    refused(longAt(valid().build64(), ZipBytes.END64, 0, offset, value), part);
  }

  @Test
  void zip64RecordsAgree() {
    refused(longAt(valid().build64(), ZipBytes.LOCATOR64, 0, 8, 0), "right before its locator");
    refused(intAt(valid().build64(), ZipBytes.LOCATOR64, 0, 16, 2), "that was split");
    refused(intAt(valid().build64(), ZipBytes.END, 0, 16, 5), "disagree about the directory");
    byte[] many = longAt(valid().build64(), ZipBytes.END64, 0, 24, Long.MAX_VALUE);
    refused(
        longAt(many, ZipBytes.END64, 0, 32, Long.MAX_VALUE),
        "has 2 entries, but the end record counts 9223372036854775807");
  }

  @Test
  void zip64NumbersOfAnEntryAreChecked() {
    int extra = 46 + "archive/data/0".length();
    byte[] zip = longAt(valid().build64(), ZipBytes.RECORD, 1, extra + 4, Long.MAX_VALUE);
    refused(zip, "has a length of 9223372036854775807 and a stored length of 8");
    refused(
        longAt(zip, ZipBytes.RECORD, 1, extra + 12, Long.MAX_VALUE),
        "disagrees with the directory");
    byte[] unknown = intAt(zip, ZipBytes.HEADER, 1, 18, -1);
    refused(
        intAt(unknown, ZipBytes.HEADER, 1, 22, -1), "takes 9223372036854775807 bytes from byte ");
    refused(
        longAt(valid().build64(), ZipBytes.RECORD, 1, extra + 20, -1),
        "is said to begin at byte -1");
    refused(
        longAt(valid().build64(), ZipBytes.RECORD, 1, extra + 20, Long.MAX_VALUE),
        "is said to begin at byte 9223372036854775807");
    refused(
        intAt(valid().build64(), ZipBytes.RECORD, 1, 42, 0),
        "its extra fields hold a ZIP64 number that nothing refers to");
    refused(
        shortAt(valid().build64(), ZipBytes.RECORD, 1, extra, 2),
        "extra fields lack a ZIP64 number");
    refused(shortAt(valid().build64(), ZipBytes.RECORD, 1, extra + 2, 25), "are cut off");
  }

  @Test
  void bigEndianFilesAreRefused() {
    byte[] big = "big".getBytes(StandardCharsets.UTF_8);
    refused(
        valid().entry("archive/byteorder", big).build(), "its byte order is 'big'", "safetensors");
    refused(
        valid().entry("archive/byteorder", new byte[1000]).build(), "its byte order is '????????");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file.bin", "stream.bin", "legacy.bin"})
  void everyTruncationIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(PickledWeightsTest.resource(name));
    for (int length = 0; length < whole.length; length += length < whole.length - 200 ? 37 : 1) {
      refused(Arrays.copyOf(whole, length));
    }
  }

  @ParameterizedTest
  @CsvSource({"file.bin,3", "stream.bin,5"})
  void randomDamageIsRefusedOrReadable(String name, int seed) throws IOException {
    byte[] whole = Files.readAllBytes(PickledWeightsTest.resource(name));
    Random random = new Random(seed);
    Path file = folder.resolve("damaged.bin");
    int rounds = 4000;
    int opened = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] bytes =
          round % 2 == 0
              ? TensorFiles.damaged(whole, random)
              : spliced(whole, random, whole.length);
      opened += opensSoon(file, bytes) ? 1 : 0;
    }
    // Padding, checksums and data take most of these small files.
    assertTrue(opened > rounds / 10 && opened < rounds * 9 / 10, "opened " + opened);
  }

  /** Only the pickle is damaged, which is where most of the meaning is. */
  @Test
  void aDamagedPickleIsRefusedOrReadable() throws IOException {
    byte[] whole = Files.readAllBytes(PickledWeightsTest.resource("file.bin"));
    int end = ZipBytes.find(whole, ZipBytes.HEADER, 1);
    Random random = new Random(7);
    Path file = folder.resolve("damaged.bin");
    int opened = 0;
    for (int round = 0; round < 6000; round++) {
      opened += opensSoon(file, spliced(whole, random, end)) ? 1 : 0;
    }
    assertTrue(opened > 0 && opened < 4000, "opened " + opened);
  }

  private static boolean opensSoon(Path file, byte[] bytes) {
    TensorFiles.write(file, bytes);
    return assertTimeout(
        Duration.ofSeconds(5), () -> TensorFiles.opensAndReads(() -> PickledWeights.open(file)));
  }

  /** One part of the file over another, all before the end, or a few bytes changed there. */
  private static byte[] spliced(byte[] whole, Random random, int end) {
    byte[] bytes = whole.clone();
    int length = 1 + random.nextInt(random.nextBoolean() ? 4 : 60);
    int to = random.nextInt(end - length);
    if (random.nextBoolean()) {
      System.arraycopy(whole, random.nextInt(end - length), bytes, to, length);
    } else {
      for (int i = 0; i < Math.min(length, 4); i++) {
        int at = to + i;
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] + 1);
      }
    }
    return bytes;
  }

  @Test
  void aFileThatIsRefusedIsClosed() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    Assumptions.assumeTrue(system instanceof UnixOperatingSystemMXBean);
    long before = ((UnixOperatingSystemMXBean) system).getOpenFileDescriptorCount();
    for (int i = 0; i < 200; i++) {
      refused(ZipBytes.torch(new PickleScript().bytes('N').stop()).build(), "holds None");
    }
    long more = ((UnixOperatingSystemMXBean) system).getOpenFileDescriptorCount() - before;
    assertTrue(more < 50, more + " files were left open");
  }
}
