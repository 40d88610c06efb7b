package dev.classifine;

import com.google.gson.JsonObject;
import dev.classifine.data.Examples;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.SaveOptions;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.TuningOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tunes how a trained checkpoint decides, on labelled examples that it was not trained on, and
 * writes the decision into the checkpoint. A decision that is there already is replaced by what is
 * asked for here.
 */
public final class DecisionTuning {

  private static final String CONFIG = "config.json";

  private final TuningOptions options;
  private final InferenceOptions inference;

  /** With the defaults of inference. */
  public DecisionTuning(TuningOptions options) {
    this(options, InferenceOptions.DEFAULTS);
  }

  /**
   * @param options what to tune
   * @param inference how the checkpoint is run
   */
  public DecisionTuning(TuningOptions options, InferenceOptions inference) {
    this.options = options;
    this.inference = inference;
  }

  /**
   * Tunes a checkpoint where it lies: {@code config.json} is written anew, whole, and nothing else.
   *
   * @param folder a trained checkpoint
   * @throws UsageException if it is no folder
   * @throws ClassifineException if it has no trained head, an example or an option does not fit its
   *     problem, or it cannot be written; then it is as it was
   */
  public Tuned inPlace(Path folder, Examples heldOut) {
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      throw new UsageException(
          "--in-place: "
              + folder
              + " is no checkpoint's folder: it has no config.json. Write a model with another name"
              + " into a new folder.");
    }
    OutputFolder.prepare(folder, true, false);
    try (TextClassifier classifier = load(folder.toString())) {
      Tuned tuned = classifier.tune(heldOut, inference.batchSize(), options);
      writeInPlace(folder.resolve(CONFIG), tuned.decision(), classifier.labels());
      return tuned;
    }
  }

  /**
   * Tunes a checkpoint and writes it, with its weights and tokenizer as they are, into a folder.
   *
   * @param model a checkpoint with a trained head, as {@link FineTuning#of} takes it
   * @param output new or empty
   * @param overwrite whether the folder may hold files already
   * @throws UsageException if the folder holds files and may not
   * @throws ClassifineException if the checkpoint has no trained head, an example or an option does
   *     not fit its problem, or the folder cannot be written
   */
  public Tuned into(Path output, boolean overwrite, String model, Examples heldOut) {
    OutputFolder.prepare(output, overwrite, false);
    try (TextClassifier classifier = load(model)) {
      Tuned tuned = classifier.tune(heldOut, inference.batchSize(), options);
      classifier.model().setDecision(tuned.decision());
      classifier
          .model()
          .save(
              output,
              new SaveOptions(SaveOptions.Elements.ORIGINAL, SaveOptions.DEFAULT.fileLimit()));
      return tuned;
    }
  }

  private TextClassifier load(String model) {
    return TextClassifier.load(model, inference);
  }

  private static void writeInPlace(Path file, Decision decision, LabelSet labels) {
    JsonObject json = Json.readObject(file);
    ModelConfig config = new ModelConfig(json, file.toString()).withDecision(decision, labels);
    WholeFile.write(file, Json.pretty(config.json()));
  }
}
