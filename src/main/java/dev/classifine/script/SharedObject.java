package dev.classifine.script;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A shared library for Linux on x86-64 whose functions take nothing and return 1: as small as the
 * system's loader takes one (System V ABI, AMD64 supplement; ELF-64). No compiler is needed for it.
 *
 * <p>What the loader reads only comes first, in a segment that is read and run; the dynamic
 * section, in which it writes addresses, is a segment of its own.
 */
final class SharedObject {

  private static final int HEADER = 64;
  private static final int SEGMENT = 56;
  private static final int SEGMENTS = 4;
  private static final int SYMBOL = 24;
  private static final int PAGE = 0x1000;
  private static final int ENTRY = 16;
  private static final int ENTRIES = 6;

  /** {@code mov eax, 1; ret}. */
  private static final byte[] RETURN_ONE = {(byte) 0xb8, 1, 0, 0, 0, (byte) 0xc3};

  private SharedObject() {}

  /**
   * The file.
   *
   * @param functions the names of its functions, of ASCII; at most 50
   */
  static byte[] returningOne(List<String> functions) {
    byte[] names = ("\0" + String.join("\0", functions) + "\0").getBytes(StandardCharsets.US_ASCII);
    int symbols = functions.size() + 1; // the first is none
    int hash = HEADER + SEGMENTS * SEGMENT;
    int table = aligned(hash + 4 * (3 + symbols));
    int text = table + SYMBOL * symbols;
    int code = aligned(text + names.length);
    int end = code + RETURN_ONE.length;
    if (end > PAGE) {
      throw new IllegalArgumentException(functions.size() + " functions do not fit in a page");
    }
    ByteBuffer file = ByteBuffer.allocate(PAGE + ENTRY * ENTRIES).order(ByteOrder.LITTLE_ENDIAN);
    header(file);
    segment(file, 1, 4 | 1, 0, end, PAGE); // PT_LOAD, read and run
    segment(file, 1, 4 | 2, PAGE, ENTRY * ENTRIES, PAGE); // PT_LOAD, read and written
    segment(file, 2, 4 | 2, PAGE, ENTRY * ENTRIES, 8); // PT_DYNAMIC
    segment(file, 0x6474e551, 4 | 2, 0, 0, 16); // PT_GNU_STACK: no stack that can be run
    file.position(hash).putInt(1).putInt(symbols).putInt(1); // one bucket, a chain of all
    for (int symbol = 0; symbol < symbols; symbol++) {
      file.putInt(symbol == 0 || symbol == symbols - 1 ? 0 : symbol + 1);
    }
    file.position(table + SYMBOL);
    int name = 1;
    for (String function : functions) {
      file.putInt(name).put((byte) 0x12).put((byte) 0).putShort((short) 1); // global, function
      file.putLong(code).putLong(RETURN_ONE.length);
      name += function.length() + 1;
    }
    file.position(text).put(names).position(code).put(RETURN_ONE).position(PAGE);
    file.putLong(4).putLong(hash); // DT_HASH
    file.putLong(5).putLong(text); // DT_STRTAB
    file.putLong(6).putLong(table); // DT_SYMTAB
    file.putLong(10).putLong(names.length); // DT_STRSZ
    file.putLong(11).putLong(SYMBOL); // DT_SYMENT
    return file.array();
  }

  private static void header(ByteBuffer file) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}); // of 64 bits, little endian
    file.position(16).putShort((short) 3).putShort((short) 62).putInt(1); // shared, x86-64
    file.putLong(0).putLong(HEADER).putLong(0).putInt(0); // entry, segments, sections, flags
    file.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) SEGMENTS);
    file.putShort((short) 64).putShort((short) 0).putShort((short) 0); // no sections
  }

  private static void segment(
      ByteBuffer file, int type, int flags, long place, long size, long alignment) {
    file.putInt(type).putInt(flags);
    file.putLong(place).putLong(place).putLong(place); // in the file, in memory
    file.putLong(size).putLong(size).putLong(alignment);
  }

  private static int aligned(int place) {
    return (place + 7) / 8 * 8;
  }
}
