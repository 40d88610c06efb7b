package dev.classifine.data;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How a file's bytes are packed. */
enum Compression {
  NONE("", new int[0]),
  GZIP(".gz", new int[] {0x1F, 0x8B}),
  ZSTD(".zst", new int[] {0x28, 0xB5, 0x2F, 0xFD});

  private final String ending;
  private final int[] magic;

  Compression(String ending, int[] magic) {
    this.ending = ending;
    this.magic = magic;
  }

  /** What a name promises, in small or capital letters. */
  static Compression named(Path file) {
    String name = lowerCaseName(file);
    return Arrays.stream(values())
        .filter(packed -> packed != NONE && name.endsWith(packed.ending))
        .findFirst()
        .orElse(NONE);
  }

  /** A file's name in small letters, without the ending of its compression. */
  static String unpackedName(Path file) {
    String name = lowerCaseName(file);
    return name.substring(0, name.length() - named(file).ending.length());
  }

  /** What the first bytes tell; they are read again by whoever reads next. */
  static Compression of(BufferedInputStream in) throws IOException {
    in.mark(Integer.BYTES);
    byte[] first = in.readNBytes(Integer.BYTES);
    in.reset();
    if (isSkippableFrame(first)) {
      return ZSTD;
    }
    return Arrays.stream(values())
        .filter(packed -> packed != NONE && packed.begins(first))
        .findFirst()
        .orElse(NONE);
  }

  /** What programs call it. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ending of a name, such as {@code .gz}. */
  String ending() {
    return ending;
  }

  /** The bytes that were packed. */
  InputStream unpacked(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GzipInput(in);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
    };
  }

  /** What programs that pack in parallel put before zstd's own frames. */
  private static boolean isSkippableFrame(byte[] first) {
    return first.length == Integer.BYTES
        && (first[0] & 0xF0) == 0x50
        && first[1] == 0x2A
        && first[2] == 0x4D
        && first[3] == 0x18;
  }

  private boolean begins(byte[] first) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= first.length || (first[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static String lowerCaseName(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }
}
