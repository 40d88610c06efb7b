package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int HEADER_BYTES = 30;

  private static final int LENGTHS_FOLLOW = 0x0008;

  private final FileBytes bytes;
  private final DamagedFile file;
  private final ZipEnd end;

  private ZipEntries(FileBytes bytes) {
    this.bytes = bytes;
    this.file = bytes.file();
    this.end = ZipEnd.read(bytes);
  }

  /** The entries by name, in the order in which they lie. */
  static Map<String, Entry> read(FileBytes bytes) {
    return new ZipEntries(bytes).read();
  }

  private Map<String, Entry> read() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<ZipDirectory.Listed> byPlace = new ArrayList<>(ZipDirectory.read(bytes, end));
    byPlace.sort(Comparator.comparingLong(ZipDirectory.Listed::headerAt));
    long free = 0;
    for (ZipDirectory.Listed listed : byPlace) {
      Entry entry = entry(listed);
      if (listed.headerAt() < free) {
        throw problem(listed, "begins before byte " + free + ", where the one before it ends");
      }
      free = entry.begin + entry.length;
      entries.put(entry.name, entry);
    }
    return entries;
  }

  /** Checks the header before an entry's content and finds where the content lies. */
  private Entry entry(ZipDirectory.Listed listed) {
    long most = end.begin();
    int before = HEADER_BYTES + listed.nameBytes().limit();
    if (listed.headerAt() < 0 || listed.headerAt() > most - before) {
      throw problem(
          listed,
          "is said to begin at byte "
              + listed.headerAt()
              + ", but the directory begins at "
              + most);
    }
    ByteBuffer header = bytes.read(listed.headerAt(), before);
    ByteBuffer name = header.slice(HEADER_BYTES, listed.nameBytes().limit());
    if (header.getInt(0) != HEADER_SIGNATURE
        || Short.toUnsignedInt(header.getShort(26)) != listed.nameBytes().limit()
        || !name.equals(listed.nameBytes())) {
      throw problem(listed, "has no header with its name at byte " + listed.headerAt());
    }
    int flags = Short.toUnsignedInt(header.getShort(6));
    if (flags != listed.flags()
        || header.getShort(8) != 0
        || !lengthAgrees(header, 18, listed)
        || !lengthAgrees(header, 22, listed)) {
      throw problem(listed, "has a header that disagrees with the directory");
    }
    long begin = listed.headerAt() + before + Short.toUnsignedInt(header.getShort(28));
    if (begin > most || listed.length() > most - begin) {
      throw problem(
          listed,
          "takes "
              + listed.length()
              + " bytes from byte "
              + begin
              + ", but the directory begins at "
              + most);
    }
    return new Entry(listed.name(), begin, listed.length());
  }

  /** A header may leave its lengths to the record behind the content, or to a ZIP64 field. */
  private static boolean lengthAgrees(ByteBuffer header, int at, ZipDirectory.Listed listed) {
    long length = Integer.toUnsignedLong(header.getInt(at));
    return length == listed.length()
        || length == Zip64Numbers.FULL
        || length == 0 && (listed.flags() & LENGTHS_FOLLOW) != 0;
  }

  private ClassifineException problem(ZipDirectory.Listed listed, String problem) {
    return file.because("zip entry " + Shown.text(listed.name()) + " " + problem);
  }
}
