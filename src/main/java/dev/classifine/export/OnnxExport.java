package dev.classifine.export;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.WholeFile;
import dev.classifine.model.TextModel;
import dev.classifine.onnx.OnnxClassifier;
import java.nio.file.Path;

/** Writes a classifier as an ONNX model, which ONNX Runtime and others run. */
public final class OnnxExport {

  private static final String EXTENSION = ".onnx";

  private OnnxExport() {}

  /** Whether an output is one file, by its name, and not a folder. */
  public static boolean isFile(Path output) {
    return output.getFileName() != null && output.getFileName().toString().endsWith(EXTENSION);
  }

  /** The file beside a model's that holds the weights of a large one. */
  public static Path dataFile(Path file) {
    return OnnxClassifier.dataFile(file);
  }

  /**
   * Writes a classifier. Each file appears whole or not at all.
   *
   * @param output a file, where it ends with {@code .onnx}; else a folder for {@code model.onnx},
   *     {@code config.json} and the tokenizer's files, as Hugging Face's exporters leave it.
   *     Weights of 2 GiB and more lie in a second file, with {@code .data} after the first one's
   *     name
   * @throws ClassifineException if it cannot be written
   */
  public static void write(TextModel model, Path output) {
    if (isFile(output)) {
      OnnxClassifier.write(model, output);
      return;
    }
    ExportedTokenizer tokenizer = ExportedTokenizer.of(model); // before anything is written
    OnnxClassifier.write(model, output.resolve("model" + EXTENSION));
    model.saveDescription(output);
    WholeFile.write(output.resolve("tokenizer.json"), tokenizer.json());
  }
}
