package dev.classifine.io;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file beside its final place and moves it there, so that a reader sees all of it or none.
 * Only what is no regular file, a pipe or a device, is written into.
 */
public final class WholeFile {

  /** What fills the file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param channel an empty file, open for writing
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** That Linux follows. */
  private static final int MOST_LINKS = 40;

  private WholeFile() {}

  /** Writes text as UTF-8. */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes, whatever interrupts the thread meanwhile. */
  public static void write(Path file, byte[] bytes) {
    write(file, channel -> writeFully(channel, java.nio.ByteBuffer.wrap(bytes)), true);
  }

  /**
   * Writes a file, replacing one that is there, or a link to one. The bytes are on the disk before
   * the file gets its name. A thread that was interrupted before writes nevertheless, and stays
   * interrupted.
   *
   * @throws ClassifineException if it is a folder, or cannot be written (disk full, no permission);
   *     what stood there before is unharmed and the part that was written is gone, as it is after
   *     anything else that the content throws
   */
  public static void write(Path file, Content content) {
    write(file, content, false);
  }

  private static void write(Path file, Content content, boolean repeatable) {
    if (Files.isDirectory(file)) {
      throw new ClassifineException(
          file + ": a folder, where a file is to be written. Name a file in it.");
    }
    if (isStream(file)) {
      writeInto(file, content);
    } else {
      replace(file, content, repeatable);
    }
  }

  /**
   * Whether a file stays what it is where it is written: a pipe, a device, and what a process has
   * open, such as {@code /dev/stdout}, also where that is a file.
   */
  public static boolean isStream(Path file) {
    try {
      return Files.exists(file) && (!Files.isRegularFile(file) || isOpen(file));
    } catch (IOException e) {
      return false; // what is wrong with it is told when it is written
    }
  }

  /** Whether a link on the way is one of the system's to what a process has open. */
  private static boolean isOpen(Path file) throws IOException {
    Path at = file.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS; links++) {
      at = at.getParent().toRealPath().resolve(at.getFileName());
      if (at.startsWith("/proc")) {
        return true;
      }
      if (!Files.isSymbolicLink(at)) {
        return false;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return false;
  }

  /** Writes into what stays what it is, behind what it holds. */
  private static void writeInto(Path file, Content content) {
    boolean interrupted = Thread.interrupted();
    StandardOpenOption how =
        Files.isRegularFile(file) ? StandardOpenOption.APPEND : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(file, how)) {
      content.writeTo(channel);
    } catch (IOException e) {
      throw new ClassifineException(
          file
              + ": cannot be written: "
              + Reason.of(e)
              + ". It is a pipe or a device, which may have got a part already. Begin anew, or"
              + " name a file.",
          e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void replace(Path file, Content content, boolean repeatable) {
    Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
    boolean written = false;
    boolean interrupted = Thread.interrupted();
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      while (!fill(partial, content, repeatable)) {
        interrupted = Thread.interrupted();
      }
      place(partial, file);
      written = true;
    } catch (IOException e) {
      throw new ClassifineException(
          file
              + ": cannot be written: "
              + Reason.of(e)
              + ". A file is written beside its place and then moved there, so nothing that"
              + " stood there was lost. Free some space or choose a folder that you may write"
              + " to.",
          e);
    } finally {
      if (!written) {
        deleteQuietly(partial);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Writes all; false where an interrupt closed the channel and the content can be asked again. */
  private static boolean fill(Path partial, Content content, boolean repeatable)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      if (!repeatable) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Deletes a file, if it is there.
   *
   * @param reason why it is to go, for the error: a sentence or two, with what to do
   * @throws ClassifineException if it cannot be deleted
   */
  public static void delete(Path file, String reason) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ClassifineException(
          file + ": cannot be deleted: " + Reason.of(e) + ". " + reason, e);
    }
  }

  /** The reason for the failure is on its way already and says more than a failed deletion. */
  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException ignored) {
      // The next write to the same place overwrites it.
    }
  }

  /**
   * Writes all of a buffer's remaining bytes: one call of a channel may write only some of them.
   */
  public static void writeFully(FileChannel channel, java.nio.ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Moves a file, which only its writer knows of, to its name, in place of what has it; at once
   * where the file system can.
   *
   * @param made in the folder of the file
   */
  public static void place(Path made, Path file) throws IOException {
    try {
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
