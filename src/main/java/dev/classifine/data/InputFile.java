package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens a file of data, and says what is wrong where that fails. */
final class InputFile {

  private static final int BUFFER = 1 << 16;

  private InputFile() {}

  /** The file's bytes as they are. */
  static InputStream open(Path file) {
    if (Files.notExists(file)) {
      throw new UsageException(file + ": there is no such file. Check the path.");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(file + ": a folder, where a file must stand. Name a file in it.");
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** The file's bytes, unpacked where the name ends in .gz. */
  static InputStream openUnpacked(Path file) {
    return unpacked(file, open(file));
  }

  /** A file's bytes, unpacked where the name ends in .gz. */
  static InputStream unpacked(Path file, InputStream bytes) {
    if (!DataFormat.isGzip(file)) {
      return bytes;
    }
    try {
      return new GZIPInputStream(bytes, BUFFER);
    } catch (IOException e) {
      ClassifineException failure = noGzipHeader(file, e);
      try {
        bytes.close();
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
  }

  /** What to throw where reading on failed. */
  static ClassifineException unreadable(String source, IOException e) {
    if (e instanceof EOFException) {
      return new ClassifineException(
          source
              + ": ends in the middle of its gzip data, so a part of the file is missing. Copy or"
              + " download it again.",
          e);
    }
    if (e instanceof ZipException) {
      return new ClassifineException(
          source + ": its gzip data is damaged (" + Reason.of(e) + "). Copy or download it again.",
          e);
    }
    return new ClassifineException(source + ": cannot be read: " + Reason.of(e) + ".", e);
  }

  private static ClassifineException noGzipHeader(Path file, IOException e) {
    if (e instanceof EOFException || e instanceof ZipException) {
      return new ClassifineException(
          file
              + ": not gzip data, which a name in .gz promises. Compress the file with gzip, or"
              + " take .gz off its name.",
          e);
    }
    return unreadable(file.toString(), e);
  }
}
