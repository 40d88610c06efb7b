package dev.classifine.train;

import dev.classifine.error.ClassifineException;
import dev.classifine.optim.LayerFreezer;
import dev.classifine.optim.LearningRates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The loop over epochs and steps. It decides when; the step, the evaluation and the log do the
 * work.
 */
final class TrainingLoop {

  /** How many rows of a failed batch are named. */
  private static final int NAMED_ROWS = 16;

  private final TrainingOptions options;
  private final TrainingSet set;
  private final List<TrainingCallback> callbacks;
  private final LogHistory log;
  private final LearningRates rates;

  private double lossSum;
  private long examples;
  private TrainingProgress progress;

  TrainingLoop(
      TrainingOptions options, TrainingSet set, List<TrainingCallback> callbacks, LogHistory log) {
    this.options = options;
    this.set = set;
    this.callbacks = callbacks;
    this.log = log;
    this.rates = options.optimizer().learningRates(options.totalSteps(set.size()), false);
  }

  /**
   * Runs all steps.
   *
   * @param step what a step does
   * @param freezer freezes the layers that do not train in an epoch
   * @param atEpochEnd what follows the last step of each epoch, and the last step of all
   */
  void run(TrainingStep step, LayerFreezer freezer, Runnable atEpochEnd) {
    long total = options.totalSteps(set.size());
    long perEpoch = options.stepsPerEpoch(set.size());
    long begin = System.nanoTime();
    long done = 0;
    for (long epoch = 0; done < total; epoch++) {
      step.beginEpoch();
      freezer.begin(epoch);
      for (int[] rows : EpochPlan.of(options, set, epoch)) {
        double rate = rates.learningRate(done);
        long index = done;
        StepResult result = Turn.take(() -> step.run(index, rows, rate));
        checkFinite(result, done, rows, rate);
        done++;
        lossSum += result.loss();
        examples += rows.length;
        progress =
            new TrainingProgress(
                done,
                total,
                (double) done / perEpoch,
                result.loss(),
                result.gradientNorm(),
                rate,
                examples,
                (System.nanoTime() - begin) / 1e9);
        tell(result, done == total);
        if (done == total) {
          break;
        }
      }
      atEpochEnd.run();
    }
  }

  /** An evaluation was made, on which the learning rate may depend. */
  void evaluated(double loss) {
    rates.onMetric(loss);
  }

  /** After the last step so far. */
  TrainingProgress progress() {
    return progress;
  }

  /** The mean of all steps' losses. */
  double meanLoss() {
    return lossSum / progress.step();
  }

  private void tell(StepResult result, boolean last) {
    log.note(result.loss());
    callbacks.forEach(callback -> callback.onStep(progress));
    if (progress.step() % options.loggingSteps() == 0 || last) {
      log.training(progress);
    }
  }

  private void checkFinite(StepResult result, long step, int[] rows, double rate) {
    if (Double.isFinite(result.loss()) && Double.isFinite(result.gradientNorm())) {
      return;
    }
    String named =
        Arrays.stream(rows)
            .limit(NAMED_ROWS)
            .mapToObj(set::describe)
            .collect(Collectors.joining(", "));
    String more = rows.length > NAMED_ROWS ? " and " + (rows.length - NAMED_ROWS) + " more" : "";
    throw new ClassifineException(
        "Training stopped at step "
            + (step + 1)
            + ": the loss is "
            + result.loss()
            + " and the gradient's norm "
            + result.gradientNorm()
            + " at learning rate "
            + rate
            + ". Both must be finite. The batch was "
            + named
            + more
            + ". Lower the learning rate or lengthen the warm-up; if it happens in the first steps,"
            + " look at these rows and at the checkpoint's weights.");
  }
}
