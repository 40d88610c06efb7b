package dev.classifine;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.TrainingOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param output the checkpoint's folder
 * @param problemType the problem that was trained for
 * @param labels the labels in the order of the logits
 * @param outcome the training
 * @param metrics all numbers by transformers' names: {@code train_loss}, {@code eval_accuracy}, ...
 */
public record FineTuningResult(
    Path output,
    ProblemType problemType,
    LabelSet labels,
    TrainingOutcome outcome,
    Map<String, Object> metrics) {

  /** What was warned of. */
  public List<String> warnings() {
    return outcome.warnings();
  }
}
