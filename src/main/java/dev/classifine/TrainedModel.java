package dev.classifine;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.ModelSummary;
import dev.classifine.model.Precision;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.model.WordTable;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.List;

/** Loads a checkpoint as the classifier that it was trained to be. */
public final class TrainedModel {

  private TrainedModel() {}

  /**
   * Loads a checkpoint in float32, and closes its files.
   *
   * @param model a folder in Hugging Face's layout, or what else {@link FineTuning#of} takes
   * @throws ClassifineException if the checkpoint cannot be read, or has no trained head
   */
  public static TextModel load(String model, Device device) {
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      check(checkpoint);
      return load(checkpoint, device);
    }
  }

  /**
   * Checks that there is a classifier.
   *
   * @throws ClassifineException if the checkpoint has no classification head, or lacks what lies
   *     between the encoder and it
   */
  static void check(Checkpoint checkpoint) {
    if (!TextModel.hasHead(checkpoint)) {
      throw new ClassifineException(
          checkpoint.name()
              + ": no classification head. It is an encoder only; train it first with `classifine"
              + " train`.");
    }
    List<String> missing = ModelSummary.of(checkpoint).missing();
    if (!missing.isEmpty()) {
      throw new ClassifineException(
          checkpoint.name()
              + ": parameters of the classifier are missing, and would be random: "
              + String.join(", ", missing)
              + ". A model of another task, such as token classification, lacks them; train it"
              + " first with `classifine train`.");
    }
  }

  /** Loads a checkpoint that was checked, with the decision that was tuned for it. */
  static TextModel load(Checkpoint checkpoint, Device device) {
    return load(checkpoint, device, Precision.FLOAT32);
  }

  /** Loads a checkpoint that was checked, to compute in a precision. */
  static TextModel load(Checkpoint checkpoint, Device device, Precision precision) {
    LabelSet labels = TextModel.labelsOf(checkpoint).orElseThrow();
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    ProblemType type = config.problemType(labels);
    Decision decision = config.decision(type, labels); // an error before the weights are read
    TextModel model =
        TextModel.load(
            checkpoint,
            new Classifier(labels, type, true, 0),
            device,
            ProgramOptions.DEFAULTS.withPrecision(precision),
            WordTable.MAPPED);
    model.setDecision(decision);
    return model;
  }
}
