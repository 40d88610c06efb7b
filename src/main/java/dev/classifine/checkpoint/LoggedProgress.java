package dev.classifine.checkpoint;

import dev.classifine.hub.HubProgress;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of a download: when a file begins, every few seconds, and when it is there. */
final class LoggedProgress implements HubProgress {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedProgress.class);
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private String current = "";
  private long last;

  @Override
  public synchronized void at(String file, long done, long total) {
    long now = System.nanoTime();
    boolean begins = !file.equals(current);
    if (begins || done == total || now - last >= PAUSE) {
      LOG.info("Fetching {}: {}", file, amount(done, total));
      current = file;
      last = now;
    }
  }

  static String amount(long done, long total) {
    return total < 0
        ? megabytes(done)
        : String.format(
            Locale.ROOT,
            "%s of %s (%d%%)",
            megabytes(done),
            megabytes(total),
            total == 0 ? 100 : 100 * done / total);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
