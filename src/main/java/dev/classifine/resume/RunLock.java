package dev.classifine.resume;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run's hold on an output folder, by a lock of the system on a file in it, which ends with the
 * process however that ends.
 */
final class RunLock implements AutoCloseable {

  /** The file's name; it holds the process id of who holds the lock. */
  static final String FILE = ".classifine.lock";

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private final Path file;
  private final FileChannel channel;
  private final Object identity;

  private RunLock(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.identity = identity(file);
  }

  /**
   * Takes hold of a folder.
   *
   * @throws ClassifineException if another run holds it, or it cannot be written to
   */
  static RunLock take(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      while (true) {
        FileChannel channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
          if (!tryLock(channel)) {
            throw inUse(folder, channel);
          }
          byte[] owner = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
          channel.truncate(0);
          WholeFile.writeFully(channel, ByteBuffer.wrap(owner));
          if (Files.exists(file) && Arrays.equals(owner, Files.readAllBytes(file))) {
            return new RunLock(file, channel);
          }
          channel.close(); // its holder removed the file between our opening and locking it
        } catch (IOException | ClassifineException e) {
          channel.close();
          throw e;
        }
      }
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: " + folder + " cannot be written to: " + Reason.of(e) + ".", e);
    }
  }

  /** Locks a byte behind the content, which others may read where locks are mandatory. */
  private static boolean tryLock(FileChannel channel) {
    try {
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this process
    } catch (IOException e) {
      LOG.warn("The output folder's file system knows no locks: keep other runs out of it.");
      return true;
    }
  }

  private static ClassifineException inUse(Path folder, FileChannel channel) throws IOException {
    ByteBuffer owner = ByteBuffer.allocate(20);
    channel.read(owner, 0);
    String process = new String(owner.array(), 0, owner.position(), US_ASCII);
    return new ClassifineException(
        "--output: "
            + folder
            + " is in use by another run"
            + (process.matches("[0-9]+") ? " (process " + process + ")" : "")
            + ". Two runs must not write to one folder: wait for it, or choose another folder.");
  }

  /**
   * Checks that the folder is still the one that was taken hold of.
   *
   * @throws ClassifineException if it was moved, deleted or replaced
   */
  void check() {
    try {
      if (identity == null ? Files.exists(file) : identity.equals(identity(file))) {
        return;
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be looked at", file, e);
    }
    throw new ClassifineException(
        "--output: "
            + file.getParent()
            + " was deleted, moved or replaced while the run was writing to it. What it held is"
            + " where it was taken to; start the run again.");
  }

  private static Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Lets go and removes the file. */
  @Override
  public void close() {
    try {
      if (Files.exists(file) && (identity == null || identity.equals(identity(file)))) {
        Files.delete(file); // still held, so that no other run has it
      }
      channel.close();
    } catch (IOException e) {
      LOG.debug("The system lets go at the end of the process", e);
    }
  }
}
