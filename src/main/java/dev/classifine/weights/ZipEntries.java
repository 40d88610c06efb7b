package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the entries of a zip file, to be read in place. Only stored entries are accepted, neither
 * compressed nor encrypted, and none may lie over another. Checksums are not compared: torch can be
 * told to leave them out.
 */
final class ZipEntries {

  /**
   * An entry.
   *
   * @param begin the first byte of its content
   * @param length how many bytes the content has
   */
  record Entry(String name, long begin, long length) {}

  private static final int MAX_DIRECTORY_BYTES = 16 << 20;
  private static final int RECORD_SIGNATURE = 0x02014b50;
  private static final int RECORD_BYTES = 46;
  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int HEADER_BYTES = 30;

  /** Names are UTF-8, and the lengths are repeated behind the content. */
  private static final int KNOWN_FLAGS = 0x0808;

  private static final int LENGTHS_FOLLOW = 0x0008;

  private static final Pattern NOT_PLAIN = Pattern.compile("^\\.\\.?$|[\\\\\\p{Cntrl}]");

  private final FileBytes bytes;
  private final DamagedFile file;
  private final ZipEnd end;

  /** What the directory says of an entry; the header that stands before the content must agree. */
  private record Listed(String name, ByteBuffer nameBytes, long headerAt, long length, int flags) {}

  private ZipEntries(FileBytes bytes) {
    this.bytes = bytes;
    this.file = bytes.file();
    this.end = ZipEnd.read(bytes);
  }

  /** The entries by name, in the directory's order. */
  static Map<String, Entry> read(FileBytes bytes) {
    return new ZipEntries(bytes).read();
  }

  private Map<String, Entry> read() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Listed> byPlace = new ArrayList<>(directory());
    byPlace.forEach(listed -> entries.put(listed.name, null));
    byPlace.sort(Comparator.comparingLong(Listed::headerAt));
    long free = 0;
    for (Listed listed : byPlace) {
      if (listed.headerAt < free) {
        throw problem(listed.name, "begins before byte " + free + ", where the one before it ends");
      }
      Entry entry = entry(listed);
      free = entry.begin + entry.length;
      entries.put(entry.name, entry);
    }
    return entries;
  }

  private List<Listed> directory() {
    long length = end.end() - end.begin();
    if (length > MAX_DIRECTORY_BYTES) {
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

  /** Checks the header before an entry's content and finds where the content lies. */
  private Entry entry(Listed listed) {
    long most = end.begin();
    int before = HEADER_BYTES + listed.nameBytes.limit();
    if (listed.headerAt < 0 || listed.headerAt > most - before) {
      throw problem(
          listed.name,
          "is said to begin at byte " + listed.headerAt + ", but the directory begins at " + most);
    }
    ByteBuffer header = bytes.read(listed.headerAt, before);
    ByteBuffer name = header.slice(HEADER_BYTES, listed.nameBytes.limit());
    if (header.getInt(0) != HEADER_SIGNATURE
        || Short.toUnsignedInt(header.getShort(26)) != listed.nameBytes.limit()
        || !name.equals(listed.nameBytes)) {
      throw problem(listed.name, "has no header with its name at byte " + listed.headerAt);
    }
    int flags = Short.toUnsignedInt(header.getShort(6));
    checkStored(listed.name, flags, header.getShort(8));
    if (flags != listed.flags
        || !lengthAgrees(header, 18, listed)
        || !lengthAgrees(header, 22, listed)) {
      throw problem(listed.name, "has a header that disagrees with the directory");
    }
    long begin = listed.headerAt + before + Short.toUnsignedInt(header.getShort(28));
    if (begin > most || listed.length > most - begin) {
      throw problem(
          listed.name,
          "takes "
              + listed.length
              + " bytes from byte "
              + begin
              + ", but the directory begins at "
              + most);
    }
    return new Entry(listed.name, begin, listed.length);
  }

  /** A header may leave its lengths to the record behind the content, or to a ZIP64 field. */
  private static boolean lengthAgrees(ByteBuffer header, int at, Listed listed) {
    long length = Integer.toUnsignedLong(header.getInt(at));
    return length == listed.length
        || length == Zip64Numbers.FULL
        || length == 0 && (listed.flags & LENGTHS_FOLLOW) != 0;
  }

  private ClassifineException problem(String name, String problem) {
    return file.because("zip entry " + Shown.text(name) + " " + problem);
  }
}
