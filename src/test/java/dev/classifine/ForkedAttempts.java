package dev.classifine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs attempts in a process of their own, whose death, silence or odd outcome is a failure here.
 * For each seed it prints {@code try <seed>}, then the outcome.
 */
public final class ForkedAttempts {

  private static final long SECONDS_EACH = 60;
  private static final String END = "end";

  private ForkedAttempts() {}

  /**
   * What came of the attempts.
   *
   * @param works how many gave a result, {@code refused} how many ended in a plain error
   * @param failures the outcomes of the others, each with its seed
   */
  public record Outcome(int works, int refused, List<String> failures) {}

  /** Runs the attempts of a class for all seeds from the first to the last. */
  public static Outcome run(Class<?> attempts, long first, long last, Path folder)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("stderr.txt");
    Process process =
        JavaProcess.of(attempts, List.of("-Xmx512m"), Long.toString(first), Long.toString(last))
            .redirectError(errors.toFile())
            .start();
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(process, lines));
    reader.setDaemon(true);
    reader.start();
    int works = 0;
    int refused = 0;
    List<String> failures = new ArrayList<>();
    String seed = "before the first";
    try {
      while (true) {
        String line = lines.poll(SECONDS_EACH, TimeUnit.SECONDS);
        if (line == null || line.isEmpty()) {
          failures.add(seed + (line == null ? ": hangs" : ": ended: " + Files.readString(errors)));
          break;
        }
        if (line.equals(END)) {
          break;
        }
        if (line.startsWith("try ")) {
          seed = line;
        } else if (line.startsWith("works")) {
          works++;
        } else if (line.startsWith("refused ") || line.startsWith("late ")) {
          refused++;
        } else {
          failures.add(seed + ": " + line);
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return new Outcome(works, refused, failures);
  }

  /** The process's lines, and an empty one at its end. */
  private static void read(Process process, BlockingQueue<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().filter(line -> !line.isEmpty()).forEach(lines::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      lines.add("unreadable: " + e);
    }
    lines.add("");
  }
}
