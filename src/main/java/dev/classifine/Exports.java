package dev.classifine;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.export.OnnxExport;
import dev.classifine.export.TorchScriptExport;
import dev.classifine.model.SaveOptions;
import dev.classifine.model.TextModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    TORCHSCRIPT,
    /** A model that ONNX Runtime runs: one {@code .onnx} file, or a folder with the tokenizer. */
    ONNX;

    /** The name as an option. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a name.
     *
     * @throws UsageException if there is none
     */
    public static Format of(String name) {
      return switch (name) {
        case "huggingface" -> HUGGINGFACE;
        case "torchscript" -> TORCHSCRIPT;
        case "onnx" -> ONNX;
        default ->
            throw new UsageException(
                "--format: \""
                    + name
                    + "\" is not a format. It must be huggingface, torchscript or onnx.");
      };
    }
  }

  /**
   * Writes a checkpoint. A tuned decision goes along in {@code config.json}; TorchScript and ONNX
   * give logits and cannot apply it, of which the log warns.
   *
   * @param model a checkpoint with a trained head, as {@link FineTuning#of} takes it
   * @param output a new or empty folder; also a new file that ends with {@code .pt} for
   *     TorchScript, with {@code .onnx} for ONNX
   * @param overwrite whether what is there may be written over
   * @param save the form of the weights of a Hugging Face folder; the others' are float32
   * @throws UsageException if the output is there already and may not be written over
   * @throws ClassifineException if the checkpoint cannot be read, has no trained head, or the
   *     output cannot be written
   */
  public static void write(
      String model, Format format, Path output, boolean overwrite, SaveOptions save) {
    if (TorchScriptExport.isFile(output)) {
      checkFile(format, Format.TORCHSCRIPT, output, overwrite);
    } else if (OnnxExport.isFile(output)) {
      checkFile(format, Format.ONNX, output, overwrite);
    } else {
      OutputFolder.prepare(output, overwrite, false);
    }
    try (TextModel loaded = load(model)) {
      switch (format) {
        case HUGGINGFACE -> loaded.save(output, save);
        case TORCHSCRIPT -> {
          warnOfDecision(
              model,
              loaded,
              "TorchScript gives raw logits, and DJL's translator the probabilities of these:"
                  + " whoever runs the archive");
          TorchScriptExport.write(loaded, output);
        }
        case ONNX -> {
          warnOfDecision(model, loaded, "The ONNX model gives raw logits: whoever runs it");
          OnnxExport.write(loaded, output);
        }
      }
    }
  }

  private static void warnOfDecision(String model, TextModel loaded, String instead) {
    if (!loaded.decision().isDefault()) {
      LOG.warn(
          "{} has a tuned decision (temperature, thresholds). {} must apply what"
              + " classifine_decision in config.json says.",
          model,
          instead);
    }
  }

  /** Loads a checkpoint and closes its files, which the output may replace. */
  private static TextModel load(String model) {
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      TrainedModel.check(checkpoint);
      return TrainedModel.load(checkpoint, Device.cpu());
    }
  }

  /**
   * @param named the format whose files are named as this one
   */
  private static void checkFile(Format format, Format named, Path file, boolean overwrite) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.'));
    if (format != named) {
      throw new UsageException(
          "--output: "
              + file
              + " ends with "
              + extension
              + ", as files of --format "
              + named.id()
              + " do. For --format "
              + format.id()
              + " choose another name, such as a new folder's.");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(
          "--output: "
              + file
              + " is a folder. A name that ends with "
              + extension
              + " must be a file's; for a folder, choose another name.");
    }
    List<Path> files =
        named == Format.ONNX ? List.of(file, OnnxExport.dataFile(file)) : List.of(file);
    for (Path taken : files) {
      if (Files.exists(taken) && !overwrite) {
        throw new UsageException(
            "--output: "
                + taken
                + " is there already. Choose a new file, or give --overwrite to write over it.");
      }
    }
  }
}
