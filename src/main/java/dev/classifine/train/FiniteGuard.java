package dev.classifine.train;

import dev.classifine.error.ClassifineException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Notes what a step gave, and what follows where that is not finite and made no update. */
final class FiniteGuard {

  /** How many rows of a failed batch are named. */
  private static final int NAMED_ROWS = 16;

  /** Steps in a row without an update after which nothing more is to be hoped for. */
  private static final int MOST_IN_A_ROW = 50;

  private final NumericsOptions options;
  private final TrainingSet set;
  private final RunState state;
  private final Consumer<String> warnings;

  FiniteGuard(NumericsOptions options, TrainingSet set, RunState state, Consumer<String> warnings) {
    this.options = options;
    this.set = set;
    this.state = state;
    this.warnings = warnings;
  }

  /**
   * Notes in the state what a step gave; all steps in their order.
   *
   * @param step from 1
   * @throws ClassifineException if it is not finite and the training is to stop then, or too many
   *     in a row were not
   */
  void note(StepResult result, long step, int[] rows, double learningRate) {
    if (!result.hasLoss()) {
      return;
    }
    boolean finite = Double.isFinite(result.loss()) && Double.isFinite(result.gradientNorm());
    // A gradient beyond float16 is what scaling is for; a loss is never scaled before it is read.
    boolean overflow = state.lossScale().isOn() && Double.isFinite(result.loss());
    state.lossScale().update(finite);
    if (finite) {
      state.updated(result.loss());
      return;
    }
    if (!overflow && options.nonFinite() == NumericsOptions.NonFinite.STOP) {
      throw new ClassifineException(
          "Training stopped at step "
              + step
              + ": "
              + describe(result, rows, learningRate)
              + " Lower the learning rate or lengthen the warm-up; if it happens in the first"
              + " steps, look at these rows and at the checkpoint's weights.");
    }
    state.skipped();
    if (state.skippedInARow() >= MOST_IN_A_ROW) {
      throw new ClassifineException(
          "Training stopped at step "
              + step
              + ": the last "
              + MOST_IN_A_ROW
              + " steps made no update. "
              + describe(result, rows, learningRate)
              + " Lower the learning rate, or train in float32.");
    }
    if (!overflow) {
      warnings.accept("Step " + step + " made no update: " + describe(result, rows, learningRate));
    }
  }

  private String describe(StepResult result, int[] rows, double learningRate) {
    String named =
        Arrays.stream(rows)
            .limit(NAMED_ROWS)
            .mapToObj(set::describe)
            .collect(Collectors.joining(", "));
    String more = rows.length > NAMED_ROWS ? " and " + (rows.length - NAMED_ROWS) + " more" : "";
    return "the loss is "
        + result.loss()
        + " and the gradient's norm "
        + result.gradientNorm()
        + " at learning rate "
        + learningRate
        + ". Both must be finite. The batch was "
        + named
        + more
        + ".";
  }
}
