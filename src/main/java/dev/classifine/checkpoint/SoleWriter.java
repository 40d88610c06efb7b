package dev.classifine.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write into a folder, which one has at a time: of the threads of this process by a
 * list, of processes by a lock on a file, which ends with the process however that ends.
 *
 * <p>On POSIX systems a process loses its lock on a file as soon as it closes any channel to that
 * file; by the list only who takes the right opens it.
 */
final class SoleWriter implements AutoCloseable {

  private static final String FILE = ".lock";
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private SoleWriter(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the right without waiting; empty where another has it.
   *
   * @throws IOException if the folder is not there or cannot be written to, or its file system
   *     knows no locks
   */
  static Optional<SoleWriter> in(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new SoleWriter(real, channel)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // held by this class under another class loader
    } finally {
      if (!taken) {
        HELD.remove(real);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** Gives the right back. The file stays: who deleted it could delete another's lock. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }
}
