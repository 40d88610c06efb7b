package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the directory at the end of a zip file. */
final class ZipDirectory {

  /** What the directory says of an entry; the header that stands before the content must agree. */
  record Listed(String name, ByteBuffer nameBytes, long headerAt, long length, int flags) {}

  private static final int MAX_BYTES = 16 << 20;
  private static final int RECORD_SIGNATURE = 0x02014b50;
  private static final int RECORD_BYTES = 46;

  /** Names are UTF-8, and the lengths are repeated behind the content. */
  private static final int KNOWN_FLAGS = 0x0808;

  private static final Pattern NOT_PLAIN = Pattern.compile("^\\.\\.?$|[\\\\\\p{Cntrl}]");

  private final FileBytes bytes;
  private final DamagedFile file;
  private final ZipEnd end;

  private ZipDirectory(FileBytes bytes, ZipEnd end) {
    this.bytes = bytes;
    this.file = bytes.file();
    this.end = end;
  }

  /** The entries in the directory's order; no name occurs twice. */
  static List<Listed> read(FileBytes bytes, ZipEnd end) {
    return new ZipDirectory(bytes, end).read();
  }

  private List<Listed> read() {
    long length = end.end() - end.begin();
    if (length > MAX_BYTES) {
      throw file.because("has a zip directory of " + length + " bytes; the most is 16 MiB");
    }
    Map<String, Listed> found = new LinkedHashMap<>();
    ByteBuffer directory = bytes.read(end.begin(), (int) length);
    while (directory.hasRemaining()) {
      Listed listed = listed(directory);
      if (found.put(listed.name, listed) != null) {
        throw problem(listed.name, "stands twice in the directory");
      }
    }
    if (found.size() != end.entries()) {
      throw file.because(
          "the zip directory has "
              + found.size()
              + " entries, but the end record counts "
              + Long.toUnsignedString(end.entries()));
    }
    return List.copyOf(found.values());
  }

  private Listed listed(ByteBuffer directory) {
    long at = end.begin() + directory.position();
    ByteBuffer record = part(directory, RECORD_BYTES, at);
    if (record.getInt(0) != RECORD_SIGNATURE) {
      throw file.because("there is no record of the zip directory at byte " + at);
    }
    ByteBuffer nameBytes = part(directory, Short.toUnsignedInt(record.getShort(28)), at);
    ByteBuffer extra = part(directory, Short.toUnsignedInt(record.getShort(30)), at);
    part(directory, Short.toUnsignedInt(record.getShort(32)), at);
    String name = name(nameBytes, at);
    int flags = Short.toUnsignedInt(record.getShort(8));
    checkStored(name, flags, record.getShort(10));
    Zip64Numbers numbers = new Zip64Numbers(file, name, extra);
    long length = numbers.widened(record.getInt(24));
    long stored = numbers.widened(record.getInt(20));
    long headerAt = numbers.widened(record.getInt(42));
    numbers.checkUsed();
    if (record.getShort(34) != 0 || length < 0 || stored != length) {
      throw problem(name, "has a length of " + length + " and a stored length of " + stored);
    }
    return new Listed(name, nameBytes, headerAt, length, flags);
  }

  private ByteBuffer part(ByteBuffer directory, int length, long recordAt) {
    if (directory.remaining() < length) {
      throw file.because("the record of the zip directory at byte " + recordAt + " is cut off");
    }
    ByteBuffer part = directory.slice(directory.position(), length).order(directory.order());
    directory.position(directory.position() + length);
    return part;
  }

  /** No entry becomes a file; a name that looks like a way out of a folder is refused anyway. */
  private String name(ByteBuffer nameBytes, long recordAt) {
    try {
      String name = StandardCharsets.UTF_8.newDecoder().decode(nameBytes.duplicate()).toString();
      for (String part : name.split("/", -1)) {
        if (part.isEmpty() || NOT_PLAIN.matcher(part).find()) {
          throw problem(name, "has no plain name, such as archive/data/0");
        }
      }
      return name;
    } catch (CharacterCodingException e) {
      throw file.because("the name in the zip directory at byte " + recordAt + " is not UTF-8", e);
    }
  }

  private void checkStored(String name, int flags, short method) {
    if (method != 0 || (flags & ~KNOWN_FLAGS) != 0) {
      String how =
          method != 0
              ? "is compressed with method " + Short.toUnsignedInt(method)
              : "is encrypted or patched (flags 0x" + Integer.toHexString(flags) + ")";
      throw new ClassifineException(
          file
              + ": zip entry "
              + Shown.text(name)
              + " "
              + how
              + ", but tensors are read in place. Load the file in Python and write it again with"
              + " torch.save, or convert it to safetensors.");
    }
  }

  private ClassifineException problem(String name, String problem) {
    return file.because("zip entry " + Shown.text(name) + " " + problem);
  }
}
