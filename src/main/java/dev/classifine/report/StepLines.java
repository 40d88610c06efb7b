package dev.classifine.report;

import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/**
 * Prints what step a training is at from time to time, whatever its log is: for who reads along.
 */
public final class StepLines implements TrainingCallback {

  private final PrintStream out;
  private final long every;
  private long last = System.nanoTime();

  /**
   * @param out where to
   * @param every how much time is between two lines, at least
   */
  public StepLines(PrintStream out, Duration every) {
    this.out = out;
    this.every = every.toNanos();
  }

  @Override
  public void onStep(TrainingProgress step) {
    long now = System.nanoTime();
    if (now - last >= every) {
      last = now;
      out.println(ConsoleProgress.line(step, Map.of("loss", step.loss())));
    }
  }
}
