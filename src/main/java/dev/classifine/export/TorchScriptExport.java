package dev.classifine.export;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.WholeFile;
import dev.classifine.model.TextModel;
import java.nio.file.Path;

/**
 * Writes a classifier as TorchScript: a file that libtorch, Python's PyTorch and DJL run without
 * this library.
 *
 * <p>The module's {@code forward(input_ids, attention_mask, token_type_ids=None)} gives the logits;
 * its state dict has Hugging Face's names.
 */
public final class TorchScriptExport {

  private static final String EXTENSION = ".pt";

  private TorchScriptExport() {}

  /** Whether an output is one file, by its name, and not a folder. */
  public static boolean isFile(Path output) {
    return output.getFileName() != null && output.getFileName().toString().endsWith(EXTENSION);
  }

  /**
   * Writes a classifier. Each file appears whole or not at all.
   *
   * @param output a file, where it ends with {@code .pt}; else a folder for {@code model.pt},
   *     {@code config.json}, the tokenizer's files and {@code serving.properties}, from which DJL
   *     and DJL Serving load it
   * @throws ClassifineException if it cannot be written
   */
  public static void write(TextModel model, Path output) {
    TorchScriptFile file = new TorchScriptFile(model.className(), model.source(), model.tensors());
    if (isFile(output)) {
      file.write(output);
      return;
    }
    ExportedTokenizer tokenizer = ExportedTokenizer.of(model); // before anything is written
    file.write(output.resolve("model" + EXTENSION));
    model.saveDescription(output);
    WholeFile.write(output.resolve("tokenizer.json"), tokenizer.json());
    WholeFile.write(
        output.resolve("serving.properties"),
        ServingProperties.of(model, tokenizer.files(), tokenizer.length()));
  }
}
