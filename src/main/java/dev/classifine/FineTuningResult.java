package dev.classifine;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingOutcome.End;
import dev.classifine.tuning.Tuned;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param output the checkpoint's folder
 * @param problemType the problem that was trained for
 * @param labels the labels in the order of the logits
 * @param outcome the training; null where the run was to be gone on with and was complete already
 * @param metrics all numbers by transformers' names: {@code train_loss}, {@code eval_accuracy},
 *     ...; empty where it was interrupted
 * @param tuned what was tuned of the decision in the end; null where nothing was
 */
public record FineTuningResult(
    Path output,
    ProblemType problemType,
    LabelSet labels,
    TrainingOutcome outcome,
    Map<String, Object> metrics,
    Tuned tuned) {

  /** What was warned of. */
  public List<String> warnings() {
    return outcome == null ? List.of() : outcome.warnings();
  }

  /** Whether the run was complete before, so that nothing was done. */
  public boolean wasComplete() {
    return outcome == null;
  }

  /** Whether the run was asked to end before its last step: it can be gone on with. */
  public boolean isInterrupted() {
    return outcome != null && outcome.end() == End.INTERRUPTED;
  }
}
