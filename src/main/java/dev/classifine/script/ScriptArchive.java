package dev.classifine.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Wraps TorchScript source text into the archive that {@code torch::jit::load} reads: a zip of five
 * stored entries, of which one is the text and one a pickle that says "an object of this class with
 * no tensors".
 */
final class ScriptArchive {

  private static final byte[] EMPTY_TUPLE_PICKLE = {(byte) 0x80, 2, ')', '.'};

  /**
   * The format since PyTorch 1.12. In a file of an older one libtorch gives operators their meaning
   * of then: an integer {@code div}, a {@code gelu} of one form.
   */
  private static final byte[] VERSION = "10\n".getBytes(StandardCharsets.US_ASCII);

  private ScriptArchive() {}

  /**
   * The archive's bytes.
   *
   * @param className the module class that the source declares, without {@code __torch__.}
   * @param source the text of {@code __torch__.py}
   */
  static byte[] of(String className, String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.length() + 1024);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", objectPickle(className));
      store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", EMPTY_TUPLE_PICKLE);
      store(zip, "version", VERSION);
      store(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Pickle protocol 2 of {@code __torch__.CLASS} with the one attribute {@code training = False}.
   */
  private static byte[] objectPickle(String className) throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.write(new byte[] {(byte) 0x80, 2, 'c'}); // PROTO 2, GLOBAL
    pickle.write(("__torch__\n" + className + "\n").getBytes(StandardCharsets.US_ASCII));
    // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK BINUNICODE(8 bytes)
    pickle.write(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
    pickle.write("training".getBytes(StandardCharsets.US_ASCII));
    pickle.write(new byte[] {(byte) 0x89, 'u', 'b', '.'}); // NEWFALSE SETITEMS BUILD STOP
    return pickle.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry("program/" + name);
    entry.setMethod(ZipEntry.STORED); // libtorch reads records in place
    entry.setSize(bytes.length);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
