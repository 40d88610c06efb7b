package dev.classifine.cli;

import dev.classifine.Exports;
import dev.classifine.Exports.Format;
import dev.classifine.error.UsageException;
import dev.classifine.model.SaveOptions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine export}. */
@Command(
    name = "export",
    description =
        "Writes a trained checkpoint for other programs: transformers, libtorch, DJL, ONNX"
            + " Runtime.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ExportCommand extends ConsoleCommand {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "A trained checkpoint: a folder, or a name as train takes it.")
  private String model;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = {
        "huggingface: a folder that transformers loads.",
        "torchscript: an archive with the weights inside, for libtorch, PyTorch and DJL.",
        "onnx: a model for ONNX Runtime (opset 17, float32)."
      })
  private String format;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = {
        "A new or empty folder; also a .pt file for torchscript, an .onnx file for onnx, which is"
            + " the archive or the model alone.",
        "A torchscript folder is ready for DJL Serving; an onnx folder holds the tokenizer as well."
      })
  private Path output;

  @Option(names = "--overwrite", description = "Write over what is at --output.")
  private boolean overwrite;

  @Mixin private SavingArguments saving = new SavingArguments();

  @Override
  public Integer call() {
    Format as = Format.of(format);
    SaveOptions save = saving.options();
    if (as != Format.HUGGINGFACE) {
      checkUnused("--save-dtype", save.elements() != SaveOptions.DEFAULT.elements());
      checkUnused("--max-shard-size", save.fileLimit() != SaveOptions.DEFAULT.fileLimit());
    }
    Exports.write(model, as, output, overwrite, save);
    err().println("Written: " + output);
    return 0;
  }

  private void checkUnused(String option, boolean given) {
    if (given) {
      throw new UsageException(
          option
              + ": has no meaning for --format "
              + format
              + ", whose weights are float32 and not divided. Leave it out.");
    }
  }
}
