package dev.classifine.io;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** A large file whose CRC-32 stands in another beside it, so that damage is seen at little cost. */
public final class SealedFile {

  private static final String SEAL = ".crc32";
  private static final int BUFFER = 1 << 18;

  private SealedFile() {}

  /**
   * Puts a file in its place, sealed as it is now.
   *
   * @param made where only its writer knows of it; in the folder of the file
   * @throws IOException if it cannot be read or moved
   * @throws ClassifineException if the seal cannot be written
   */
  public static void place(Path made, Path file) throws IOException {
    Path seal = sealOf(made); // others may put the same file there meanwhile
    try {
      WholeFile.write(seal, crc32(made));
      WholeFile.place(seal, sealOf(file));
    } finally {
      Files.deleteIfExists(seal);
    }
    WholeFile.place(made, file);
  }

  /**
   * Whether a file is as it was when it was sealed; reads all of it.
   *
   * @throws IOException if it is not there or cannot be read
   * @throws ClassifineException if there is no seal, or it cannot be read
   */
  public static boolean isWhole(Path file) throws IOException {
    byte[] seal = SmallFile.read(sealOf(file));
    return new String(seal, StandardCharsets.US_ASCII).equals(crc32(file));
  }

  private static Path sealOf(Path file) {
    return file.resolveSibling(file.getFileName() + SEAL);
  }

  /** In 8 small hexadecimal digits. */
  private static String crc32(Path file) throws IOException {
    CRC32 crc = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        crc.update(buffer.flip());
        buffer.clear();
      }
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
