package dev.classifine.data;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** Opens a file of data, and says what is wrong where that fails. */
final class InputFile {

  private static final int BUFFER = 1 << 16;

  private InputFile() {}

  /**
   * Checks that there is a file.
   *
   * @throws UsageException if there is none, or a folder
   */
  static void check(Path file) {
    if (Files.notExists(file)) {
      throw new UsageException(file + ": there is no such file. Check the path.");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(
          file
              + ": a folder, where a file must stand. Name a file in it, or all of them with a"
              + " pattern such as "
              + file.resolve("*.jsonl")
              + ".");
    }
  }

  /** The file's bytes as they are. */
  static InputStream open(Path file) {
    check(file);
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * The file's bytes, unpacked where they begin as gzip or zstd data do.
   *
   * @throws ClassifineException if they do not and the name promises it
   */
  static InputStream openUnpacked(Path file) {
    return unpacked(file, open(file));
  }

  /** A file's bytes, unpacked as {@link #openUnpacked} does. */
  static InputStream unpacked(Path file, InputStream in) {
    BufferedInputStream bytes = new BufferedInputStream(in, BUFFER);
    try {
      Compression promised = Compression.named(file);
      // A pipe is not waited for: its first line may be shorter than what tells a compression.
      Compression found = Files.isRegularFile(file) ? Compression.of(bytes) : promised;
      if (found == Compression.NONE && promised != Compression.NONE) {
        throw notPacked(file, promised);
      }
      return found.unpacked(bytes);
    } catch (IOException e) {
      throw closing(bytes, unreadable(file.toString(), e));
    } catch (ClassifineException e) {
      throw closing(bytes, e);
    }
  }

  /** What to throw where reading on failed. */
  static ClassifineException unreadable(String source, IOException e) {
    if (e instanceof EOFException) {
      return cut(source, Compression.GZIP, e);
    }
    if (e instanceof ZipException) {
      return damaged(source, Compression.GZIP, e);
    }
    if (e instanceof ZstdIOException zstd) {
      if (zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
        return windowTooLarge(source, e);
      }
      return String.valueOf(zstd.getMessage()).startsWith("Truncated")
          ? cut(source, Compression.ZSTD, e)
          : damaged(source, Compression.ZSTD, e);
    }
    return new ClassifineException(source + ": cannot be read: " + Reason.of(e) + ".", e);
  }

  private static ClassifineException cut(String source, Compression packed, IOException e) {
    return new ClassifineException(
        "%s: ends in the middle of its %s data, so a part of the file is missing. Copy or download it again."
            .formatted(source, packed.title()),
        e);
  }

  private static ClassifineException damaged(String source, Compression packed, IOException e) {
    return new ClassifineException(
        "%s: its %s data is damaged (%s). Copy or download it again."
            .formatted(source, packed.title(), Reason.of(e)),
        e);
  }

  private static ClassifineException windowTooLarge(String source, IOException e) {
    return new ClassifineException(
        source
            + ": its zstd data has a window of more than 128 MB, which reading would take as"
            + " memory. It was packed with --long=28 or more: unpack it with zstd -d --long=31 and"
            + " pack it without that.",
        e);
  }

  private static ClassifineException notPacked(Path file, Compression promised) {
    return new ClassifineException(
        "%s: not %s data, which a name in %s promises. Compress the file with %s, or take %s off its name."
            .formatted(
                file, promised.title(), promised.ending(), promised.title(), promised.ending()));
  }

  private static ClassifineException closing(InputStream in, ClassifineException failure) {
    try {
      in.close();
    } catch (IOException suppressed) {
      failure.addSuppressed(suppressed);
    }
    return failure;
  }
}
