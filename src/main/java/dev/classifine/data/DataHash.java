package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint of a data file, by which a saved model tells what it was trained on. */
public final class DataHash {

  private static final int BUFFER = 1 << 16;

  private DataHash() {}

  /**
   * The SHA-256 of a file's bytes as they are, compressed or not, in 64 small hexadecimal digits.
   *
   * @throws UsageException if the file is not there or is a folder
   * @throws ClassifineException if it cannot be read
   */
  public static String sha256(Path file) {
    try (InputStream in = InputFile.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw InputFile.unreadable(file.toString(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
