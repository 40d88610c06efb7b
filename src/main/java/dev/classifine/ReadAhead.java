package dev.classifine;

import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads rows in a thread of its own, a bounded number ahead, and gives them a chunk at a time: a
 * full one, or what came while the first of them waited as long as it may.
 */
final class ReadAhead implements AutoCloseable {

  /** Rows of a full chunk. */
  static final int ROWS = 4096;

  /** Characters of a full chunk, of which the last row may be the rest. */
  static final int CHARACTERS = 1 << 18;

  private final Iterator<Example> source;
  private final long patience; // nanoseconds
  private final Thread reader = new Thread(this::read, "classifine-reader");

  private List<Example> rows = new ArrayList<>();
  private long characters;
  private long since; // when the first of the rows came
  private boolean closed;
  private boolean ended;
  private Throwable failure;

  /**
   * Begins to read.
   *
   * @param source asked in another thread
   * @param patience how long a row waits for others of its chunk
   */
  ReadAhead(Iterator<Example> source, Duration patience) {
    this.source = source;
    this.patience = patience.toNanos();
    reader.setDaemon(true); // it may wait for input that never comes
    reader.start();
  }

  /**
   * The next rows.
   *
   * @param wait whether to wait for them; otherwise an empty list means that no chunk is there yet
   * @return an empty list, if waited for, at the end of the input or before a row that cannot be
   *     read
   * @throws ClassifineException if the thread is interrupted while it waits
   */
  synchronized List<Example> next(boolean wait) {
    while (!isReady()) {
      if (!wait) {
        return List.of();
      }
      await(rows.isEmpty() ? Long.MAX_VALUE : patience - waited());
    }
    List<Example> taken = rows;
    rows = new ArrayList<>();
    characters = 0;
    notifyAll();
    return taken;
  }

  /** Throws what the source threw, where it did. */
  synchronized void check() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  private boolean isReady() {
    return ended || isFull() || !rows.isEmpty() && waited() >= patience;
  }

  private boolean isFull() {
    return rows.size() >= ROWS || characters >= CHARACTERS;
  }

  private long waited() {
    return System.nanoTime() - since;
  }

  private void await(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClassifineException(
          "Interrupted while waiting for input. Begin anew; where texts are classified, with the"
              + " rows that have no prediction.",
          e);
    }
  }

  private void read() {
    try {
      while (source.hasNext()) {
        if (!put(source.next())) {
          return;
        }
      }
      end(null);
    } catch (RuntimeException | Error e) {
      end(e);
    }
  }

  /** Adds a row when there is room; false where nobody wants it. */
  private synchronized boolean put(Example row) {
    while (isFull() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        return false; // by close
      }
    }
    if (rows.isEmpty()) {
      since = System.nanoTime();
    }
    rows.add(row);
    characters += row.text().length() + (row.textPair() == null ? 0 : row.textPair().length());
    if (rows.size() == 1 || isFull()) {
      notifyAll();
    }
    return !closed;
  }

  private synchronized void end(Throwable reason) {
    ended = true;
    failure = reason;
    notifyAll();
  }

  /**
   * Ends the reading. A source that is just being asked and does not answer keeps its thread until
   * it does; the thread then ends.
   */
  @Override
  public synchronized void close() {
    closed = true;
    reader.interrupt();
    notifyAll();
  }
}
