package dev.classifine;

import ai.djl.Device;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.export.TorchScriptExport;
import dev.classifine.model.SaveOptions;
import dev.classifine.model.TextModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a trained checkpoint in another form, for other programs. */
public final class Exports {

  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

  private Exports() {}

  /** The forms. */
  public enum Format {
    /** A folder that transformers loads, with {@code model.safetensors}. */
    HUGGINGFACE,
    /** An archive that libtorch runs: one {@code .pt} file, or a folder for DJL Serving. */
    TORCHSCRIPT;

    /**
     * The format of a name.
     *
     * @throws UsageException if there is none
     */
    public static Format of(String name) {
      return switch (name) {
        case "huggingface" -> HUGGINGFACE;
        case "torchscript" -> TORCHSCRIPT;
        default ->
            throw new UsageException(
                "--format: \""
                    + name
                    + "\" is not a format. It must be huggingface or torchscript.");
      };
    }
  }

  /**
   * Writes a checkpoint. A tuned decision goes along in {@code config.json}; TorchScript gives
   * logits and cannot apply it, of which the log warns.
   *
   * @param model a checkpoint with a trained head, as {@link FineTuning#of} takes it
   * @param output a new or empty folder; for TorchScript also a new file that ends with {@code .pt}
   * @param overwrite whether what is there may be written over
   * @param save the form of the weights of a Hugging Face folder; TorchScript's are float32
   * @throws UsageException if the output is there already and may not be written over
   * @throws ClassifineException if the checkpoint cannot be read, has no trained head, or the
   *     output cannot be written
   */
  public static void write(
      String model, Format format, Path output, boolean overwrite, SaveOptions save) {
    if (TorchScriptExport.isFile(output)) {
      checkFile(format, output, overwrite);
    } else {
      OutputFolder.prepare(output, overwrite, false);
    }
    // The checkpoint's files are closed by then: the output may replace them.
    try (TextModel loaded = TrainedModel.load(model, Device.cpu())) {
      switch (format) {
        case HUGGINGFACE -> loaded.save(output, save);
        case TORCHSCRIPT -> {
          if (!loaded.decision().isDefault()) {
            LOG.warn(
                "{} has a tuned decision (temperature, thresholds). TorchScript gives raw logits,"
                    + " and DJL's translator the probabilities of these: whoever runs the archive"
                    + " must apply what classifine_decision in config.json says.",
                model);
          }
          TorchScriptExport.write(loaded, output);
        }
      }
    }
  }

  private static void checkFile(Format format, Path file, boolean overwrite) {
    if (format == Format.HUGGINGFACE) {
      throw new UsageException(
          "--output: "
              + file
              + " ends with .pt, as TorchScript files do. --format huggingface writes a folder:"
              + " choose another name.");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(
          "--output: "
              + file
              + " is a folder. A name that ends with .pt must be a file's; for a folder, choose"
              + " another name.");
    }
    if (Files.exists(file) && !overwrite) {
      throw new UsageException(
          "--output: "
              + file
              + " is there already. Choose a new file, or give --overwrite to write over it.");
    }
  }
}
