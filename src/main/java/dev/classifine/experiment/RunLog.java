package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the process of a run prints to its log from an attempt's beginning on, read as it grows. */
final class RunLog {

  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private static final String ERROR = "classifine: ";
  private static final Pattern STEP = Pattern.compile("(step \\d+/\\d+)  epoch .*");
  private static final Pattern LOSS = Pattern.compile("loss \\S+");
  private static final Pattern LEFT = Pattern.compile("\\S+ left");
  private static final Pattern INTERRUPTION = Pattern.compile("(Interrupted after step \\d+\\.).*");
  private static final int LONGEST_LINE = 200;
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private long position;
  private String step = "starting";
  private String error;
  private String interruption;
  private String last;

  private RunLog(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /**
   * Begins an attempt with a line of its own.
   *
   * @param title what is attempted
   * @throws ClassifineException if the log cannot be written to
   */
  static RunLog begin(Path file, String title) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      Files.writeString(
          file,
          "=== " + now + " " + title + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return new RunLog(file, Files.size(file));
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be written to: " + Reason.of(e) + ".", e);
    }
  }

  Path file() {
    return file;
  }

  /** The newest step in a few words: {@code step 120/420 loss 0.4113 0:53 left}. */
  String progress() {
    read();
    return step;
  }

  /** The newest error that the program told of, without its name before it. */
  Optional<String> error() {
    read();
    return Optional.ofNullable(error);
  }

  /** Where it was interrupted, as it says. */
  Optional<String> interruption() {
    read();
    return Optional.ofNullable(interruption);
  }

  /** The last line that is not empty, shortened. */
  Optional<String> lastLine() {
    read();
    return Optional.ofNullable(last);
  }

  /** Reads what is there by now: one that prints faster than we read must not keep us. */
  private void read() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      long end = channel.size();
      int taken = 1;
      while (taken > 0 && position < end && channel.read(buffer.clear(), position) > 0) {
        taken = lines(buffer.flip());
        position += taken;
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be read: nothing new is known", file, e);
    }
  }

  /**
   * Takes the whole lines.
   *
   * @return how many bytes they have; all where a line fills the buffer
   */
  private int lines(ByteBuffer bytes) {
    int end = bytes.limit();
    while (end > 0 && bytes.get(end - 1) != '\n') {
      end--;
    }
    if (end == 0 && bytes.limit() == CHUNK) {
      end = CHUNK;
    }
    new String(bytes.array(), 0, end, StandardCharsets.UTF_8)
        .lines()
        .map(String::stripTrailing)
        .forEach(this::line);
    return end;
  }

  private void line(String line) {
    if (line.isBlank()) {
      return;
    }
    last = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line;
    Matcher steps = STEP.matcher(line);
    Matcher interrupted = INTERRUPTION.matcher(line);
    if (line.startsWith(ERROR)) {
      error = line.substring(ERROR.length());
    } else if (steps.matches()) {
      step = steps.group(1) + part(LOSS, line) + part(LEFT, line);
    } else if (interrupted.matches()) {
      interruption = interrupted.group(1);
    }
  }

  private static String part(Pattern pattern, String line) {
    Matcher part = pattern.matcher(line);
    return part.find() ? "  " + part.group() : "";
  }
}
