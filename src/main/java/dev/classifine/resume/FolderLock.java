package dev.classifine.resume;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's or an experiment's hold on its folder: against other processes by a lock of the system on
 * a file in it, which ends with the process however that ends, and against other runs of this
 * process by a list.
 *
 * <p>On POSIX systems a process loses its lock on a file as soon as it closes any channel to that
 * file. So the file is opened once, by the run that takes the lock, and never again.
 */
public final class FolderLock implements AutoCloseable {

  /** The file's name; it holds the process id of who holds the lock. */
  public static final String FILE = ".classifine.lock";

  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

  /** The folders that runs of this process hold. */
  private static final Set<Held> HELD = ConcurrentHashMap.newKeySet();

  /** Bytes of a process id. */
  private static final int LONGEST_OWNER = 20;

  /** How many lengths there are to choose from. */
  private static final int MARKS = 1 << 12; // within a block of a file system

  private final Path file;
  private final FileChannel channel;
  private final Object identity;
  private final Held held;

  /** A folder by what it is, not by one of its names. */
  private record Held(FileSystem system, Object folder) {

    static Held of(Path folder) throws IOException {
      Object key = identity(folder);
      return new Held(folder.getFileSystem(), key == null ? folder.toRealPath() : key);
    }
  }

  private FolderLock(Path file, FileChannel channel, Object identity, Held held) {
    this.file = file;
    this.channel = channel;
    this.identity = identity;
    this.held = held;
  }

  /**
   * Takes hold of a folder.
   *
   * @throws ClassifineException if another run holds it, or it cannot be written to
   */
  public static FolderLock take(Path folder) {
    try {
      Held held = Held.of(folder);
      if (!HELD.add(held)) {
        throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
      }
      FolderLock lock = null;
      try {
        while (lock == null) {
          lock = tryTake(folder, held);
        }
        return lock;
      } finally {
        if (lock == null) {
          HELD.remove(held);
        }
      }
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: " + folder + " cannot be written to: " + Reason.of(e) + ".", e);
    }
  }

  /**
   * Whether a run holds a folder, of this process or of another. Nothing is kept from taking it
   * afterwards.
   */
  public static boolean isTaken(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        return false;
      }
      if (HELD.contains(Held.of(folder))) {
        return true; // and to open the file here would let go of it
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return !tryLock(channel);
      }
    } catch (NoSuchFileException e) {
      return false; // its holder has just let go
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: " + folder + " cannot be read: " + Reason.of(e) + ".", e);
    }
  }

  /** Null where the holder before removed the file between our opening and locking it. */
  private static FolderLock tryTake(Path folder, Held held) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel = null;
    boolean taken = false;
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
      Object identity = identity(file);
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        throw inUse(folder, owner(channel));
      }
      if (!isAt(file, identity) || !isAt(file, channel)) {
        return null;
      }
      channel.truncate(0);
      byte[] owner = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
      WholeFile.writeFully(channel, ByteBuffer.wrap(owner));
      taken = true;
      return new FolderLock(file, channel, identity, held);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      if (!Files.isDirectory(folder) || Files.isSymbolicLink(file)) {
        throw e;
      }
      return null;
    } finally {
      if (channel != null && !taken) {
        channel.close();
      }
    }
  }

  /** Locks a byte behind the content, which others may read where locks are mandatory. */
  private static boolean tryLock(FileChannel channel) {
    try {
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this process under another name of the folder
    } catch (IOException e) {
      LOG.warn("The output folder's file system knows no locks: keep other runs out of it.");
      return true;
    }
  }

  /** What the lock's holder wrote into the file. */
  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer owner = ByteBuffer.allocate(LONGEST_OWNER);
    channel.read(owner, 0);
    return new String(owner.array(), 0, owner.position(), US_ASCII);
  }

  private static ClassifineException inUse(Path folder, String process) {
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
  public void check() {
    if (!isAt(file, identity)) {
      throw new ClassifineException(
          "--output: "
              + file.getParent()
              + " was deleted, moved or replaced while the run was writing to it. What it held is"
              + " where it was taken to; start the run again.");
    }
  }

  /**
   * Whether a place has the very file that was opened there and is locked by now. Its number alone
   * does not tell: a file that is made after another was deleted may get the number of that. So the
   * locked one gets a length of its own for a moment, and the place is asked for the length.
   */
  private static boolean isAt(Path file, FileChannel channel) throws IOException {
    long length = LONGEST_OWNER + ThreadLocalRandom.current().nextInt(MARKS);
    channel.write(ByteBuffer.allocate(1), length - 1);
    return Files.size(file) == length;
  }

  /** Whether a place has the file that was once found there. */
  private static boolean isAt(Path file, Object identity) {
    try {
      return identity == null ? Files.exists(file) : identity.equals(identity(file));
    } catch (IOException e) {
      LOG.debug("{} cannot be looked at", file, e);
      return false;
    }
  }

  /** Tells files apart; null where the system has no such number. */
  private static Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Lets go and removes the file. */
  @Override
  public void close() {
    try (channel) { // which lets go, also where the file stays
      if (isAt(file, identity)) {
        Files.delete(file); // still held, so that no other run has it
      }
    } catch (IOException e) {
      LOG.debug("Letting go of {}", file, e);
    } finally {
      HELD.remove(held);
    }
  }
}
