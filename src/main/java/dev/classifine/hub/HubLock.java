package dev.classifine.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps others from fetching the same content at the same time: other threads by a lock in this
 * JVM, other processes by a lock on a file.
 *
 * <p>It excludes Java only. Python's {@code huggingface_hub} locks with {@code flock}, Java with
 * POSIX {@code fcntl}, and on Linux neither sees the other; newer versions of Python's also delete
 * the files that they lock, so ours has a name of its own. With Python at work at the same time a
 * file may be fetched twice, but the cache is never damaged: each writes to a partial file that the
 * other does not know, and moves it to its name when it is whole.
 */
final class HubLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HubLock.class);

  private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();

  private final ReentrantLock lock;

  /** Null if the file could not be locked. */
  private FileChannel channel;

  private HubLock(ReentrantLock lock) {
    this.lock = lock;
  }

  /**
   * Waits for the lock.
   *
   * @throws InterruptedException if the thread was asked to stop meanwhile
   */
  static HubLock take(Path file) throws InterruptedException {
    Path key = file.toAbsolutePath().normalize();
    try {
      Files.createDirectories(file.getParent());
      key = file.getParent().toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      LOG.debug("{}: no folder for it", file, e);
    }
    ReentrantLock lock = IN_THIS_JVM.computeIfAbsent(key, path -> new ReentrantLock());
    lock.lockInterruptibly();
    HubLock taken = new HubLock(lock);
    try {
      taken.lockFile(key);
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for " + key);
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      taken.close();
      throw e;
    }
    return taken;
  }

  private void lockFile(Path file) {
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = channel.tryLock();
      if (held == null) {
        LOG.info("Waiting for another process that fetches the same file ({})", file);
        channel.lock();
      }
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("{}: cannot be locked; a file may be fetched twice", file, e);
      closeChannel();
    }
  }

  /** Whether no other process of ours can hold it too, as one can where files cannot be locked. */
  boolean isExclusive() {
    return channel != null;
  }

  @Override
  public void close() {
    closeChannel();
    lock.unlock();
  }

  private void closeChannel() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("The system releases the lock at the end of the process", e);
    }
    channel = null;
  }
}
