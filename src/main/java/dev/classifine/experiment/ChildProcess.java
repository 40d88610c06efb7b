package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that ends when its standard input does. The other end of that pipe is held here and
 * nowhere else, so the system closes it where this process is killed.
 */
final class ChildProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param log takes what it prints, after what is there: a file, which is still there when this
   *     process is not
   */
  static ChildProcess start(List<String> command, Path log) {
    try {
      return new ChildProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new ClassifineException(
          "Its process cannot be started: " + command.get(0) + ": " + Reason.of(e) + ".", e);
    }
  }

  /** Waits a while for its end. */
  boolean ends(long milliseconds) throws InterruptedException {
    return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** Its number, by which it can be killed. */
  long id() {
    return process.pid();
  }

  /** Its exit code; 128 and the signal's number where a signal ended it. */
  int code() {
    return process.exitValue();
  }

  /** Asks it to save and end. */
  void askToEnd() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("The pipe is gone, and its reader with it", e);
    }
  }

  /** Asks it to end where it has not, as after an error of ours, and waits until it has. */
  @Override
  public void close() {
    askToEnd();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true; // and wait on: it is saving
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
