package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.data.Labelling;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.TextModel;
import dev.classifine.problem.ProblemType;

/** Whether the head of a checkpoint is for the data's labels: a trained one is not lost unasked. */
final class HeadCheck {

  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final Labelling labelling;
  private final int logits;

  HeadCheck(Checkpoint checkpoint, ModelConfig config, Labelling labelling) {
    this.checkpoint = checkpoint;
    this.config = config;
    this.labelling = labelling;
    this.logits = TextModel.headSize(checkpoint);
  }

  /** Whether the head's weights can be kept. */
  boolean fits() {
    return labelling.headKept() && (logits == 0 || logits == labelling.labels().size());
  }

  /**
   * Checks that no trained head is given up, or used for another problem, by accident.
   *
   * @param onPurpose {@code --ignore-mismatched-sizes}
   */
  void check(boolean onPurpose) {
    ProblemType before = config.problemType().orElse(labelling.type());
    if (logits == 0 || onPurpose || fits() && before == labelling.type()) {
      return;
    }
    throw new ClassifineException(
        checkpoint.name()
            + ": its head has "
            + logits
            + " logits for "
            + config.labels().map(labels -> "the labels " + labels).orElse("unnamed labels")
            + " ("
            + before.id()
            + "), but the data is "
            + labelling.type().id()
            + " with "
            + labelling.labels().size()
            + " labels: "
            + labelling.labels()
            + ". A trained head must be for the data's labels and problem; with"
            + " --ignore-mismatched-sizes "
            + (fits() ? "it is trained on for the new problem." : "a new one takes its place."));
  }
}
