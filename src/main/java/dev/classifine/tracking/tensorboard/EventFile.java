package dev.classifine.tracking.tensorboard;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * A new event file: TFRecords, each an {@code Event}. A record is its length as 8 bytes, their
 * checksum, the data, its checksum, all little-endian. A checksum is CRC-32C, turned right by 15
 * bits, plus {@code 0xa282ead8}, since a CRC of data that holds CRCs says little.
 */
final class EventFile implements AutoCloseable {

  private static final int MASK = 0xa282ead8;
  private static final AtomicInteger COUNT = new AtomicInteger();

  // event.proto
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int SESSION_STATUS = 1;
  private static final int SESSION_START = 1;
  private static final int SUMMARY_VALUE = 1;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins a file, whose name comes after those of earlier ones: TensorBoard reads them in the
   * order of their names.
   *
   * @param folder is made where it is missing
   * @param step the first that follows: what earlier files hold from it on is no longer shown
   */
  static EventFile create(Path folder, long step) throws IOException {
    Files.createDirectories(folder);
    long now = System.currentTimeMillis();
    String name =
        String.format(
            Locale.ROOT,
            "events.out.tfevents.%010d.%03d.classifine.%d.%d",
            now / 1000,
            now % 1000,
            ProcessHandle.current().pid(),
            COUNT.getAndIncrement());
    Path file = Files.createFile(folder.resolve(name));
    EventFile events = new EventFile(new BufferedOutputStream(new FileOutputStream(file.toFile())));
    events.write(new Message().real(WALL_TIME, now / 1e3).text(FILE_VERSION, "brain.Event:2"));
    Message start = new Message().number(SESSION_STATUS, SESSION_START);
    events.write(
        new Message().real(WALL_TIME, now / 1e3).number(STEP, step).message(SESSION_LOG, start));
    events.flush();
    return events;
  }

  /**
   * Writes an event.
   *
   * @param values of {@link Summaries}
   */
  void write(long step, List<Message> values) throws IOException {
    write(
        new Message()
            .real(WALL_TIME, System.currentTimeMillis() / 1e3)
            .number(STEP, step)
            .message(SUMMARY, new Message().messages(SUMMARY_VALUE, values)));
  }

  /** Hands what was written to the operating system. */
  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void write(Message event) throws IOException {
    out.write(record(event.toByteArray()));
  }

  /** A record of some data. */
  static byte[] record(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(16 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(checksum(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(checksum(data, data.length));
    return record.array();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
