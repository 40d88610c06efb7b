package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.classifine.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A command in a process of its own, which can be stopped from outside. */
final class ForkedRun implements AutoCloseable {

  private static final long LONGEST_SECONDS = 180;

  private final Process process;
  private final Path log;

  private ForkedRun(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param log takes what it prints
   * @param arguments as on the command line
   */
  static ForkedRun start(Path log, List<String> arguments) throws IOException {
    return start(log, "", arguments);
  }

  /**
   * Starts a command in a shell that was prepared.
   *
   * @param preparation shell commands that end with a semicolon, or nothing
   */
  static ForkedRun start(Path log, String preparation, List<String> arguments) throws IOException {
    ProcessBuilder builder =
        JavaProcess.of(Main.class, List.of("-Xmx512m"), arguments.toArray(String[]::new));
    builder.command().addAll(0, List.of("bash", "-c", preparation + "exec \"$@\"", "-"));
    return new ForkedRun(
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  /** Runs a command to its end. */
  static String finish(Path log, int code, List<String> arguments)
      throws IOException, InterruptedException {
    try (ForkedRun run = start(log, arguments)) {
      return run.ends(code);
    }
  }

  /**
   * Whether a process has a run's folder and has written its number into the lock, which holds
   * other bytes until then.
   *
   * @param run the run's output folder
   */
  static boolean isHeld(Path run) {
    try {
      return Files.readString(run.resolve(".classifine.lock")).matches("[0-9]+");
    } catch (IOException e) {
      return false; // none yet, or just removed
    }
  }

  /**
   * The process that has a run's folder, as its lock names it.
   *
   * @param run the run's output folder
   */
  static ProcessHandle holderOf(Path run) throws IOException {
    String process = Files.readString(run.resolve(".classifine.lock"));
    return ProcessHandle.of(Long.parseLong(process)).orElseThrow();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it printed so far. */
  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for something to be seen.
   *
   * @return whether it was before the process ended
   */
  boolean sees(BooleanSupplier what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!what.getAsBoolean()) {
      if (!process.isAlive()) {
        return false;
      }
      if (System.nanoTime() > end) {
        fail("nothing was seen: " + printed());
      }
      TimeUnit.MICROSECONDS.sleep(300);
    }
    return true;
  }

  /** Waits for something that must be seen before the process ends. */
  void awaits(BooleanSupplier what) throws InterruptedException {
    if (!sees(what)) {
      fail("ended before: " + printed());
    }
  }

  /** Sends a signal: TERM or INT. */
  void signal(String name) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor());
  }

  /** Sends the signal that no process hears of. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end, checks the exit code and gives what it printed. */
  String ends(int code) throws InterruptedException {
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      fail("does not end: " + printed());
    }
    assertEquals(code, process.exitValue(), this::printed);
    return printed();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
