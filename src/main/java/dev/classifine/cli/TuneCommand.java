package dev.classifine.cli;

import dev.classifine.DecisionTuning;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelUse;
import dev.classifine.error.UsageException;
import dev.classifine.report.TuningTable;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.TuningOptions;
import dev.classifine.tuning.TuningOptions.Thresholds;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine tune}. */
@Command(
    name = "tune",
    description = {
      "Tunes how a trained checkpoint decides, on labelled texts that it was not trained on.",
      "The decision is written into its config.json, where predict and evaluate find it."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class TuneCommand extends ConsoleCommand {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "A trained checkpoint.")
  private String model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "Labelled texts that were held out: a file, a pattern or a query, as train takes them.")
  private String data;

  @Option(
      names = {"--temperature", "--calibrate"},
      description = "Fit a temperature, which makes probabilities agree with frequencies.")
  private boolean temperature;

  @Option(
      names = {"--thresholds", "--tune-thresholds"},
      paramLabel = "per-label|one|none",
      description = {
        "Multi-label: choose thresholds, each label's for its F1, or one for the micro-F1.",
        "none alone takes the checkpoint back to its default decision."
      })
  private String thresholds;

  @Option(
      names = "--at-least-one",
      description = "Multi-label: where no label passes, decide for the most probable one.")
  private boolean atLeastOne;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Multi-label: the most labels of a text (default: 0, any number).")
  private int topK;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder for the tuned checkpoint, new or empty.")
  private Path output;

  @Option(names = "--overwrite", description = "Write into a folder that is not empty.")
  private boolean overwrite;

  @Option(
      names = "--in-place",
      description = "Instead of --output: write config.json of the model's folder anew.")
  private boolean inPlace;

  @Mixin private ColumnArguments columns = new ColumnArguments();
  @Mixin private JdbcArguments jdbc = new JdbcArguments();
  @Mixin private InferenceArguments inference = new InferenceArguments();

  @Override
  public Integer call() {
    TuningOptions options = options();
    if (inPlace == (output != null)) {
      throw new UsageException(
          "--output and --in-place: "
              + (inPlace ? "both were given" : "neither was given")
              + ". Give --output with a folder for the tuned checkpoint, or --in-place.");
    }
    inference.check();
    Examples heldOut =
        Examples.read(
            jdbc.only(data), columns.columns(), columns.labelDelimiter(), LabelUse.REQUIRED);
    DecisionTuning tuning = inference.tuning(options);
    Tuned tuned =
        inPlace
            ? tuning.inPlace(Path.of(model), heldOut)
            : tuning.into(output, overwrite, model, heldOut);
    out().print(TuningTable.format(tuned));
    tuned.report().warnings().forEach(warning -> out().println("warning: " + warning));
    err().println("Written: " + (inPlace ? Path.of(model).resolve("config.json") : output));
    return 0;
  }

  private TuningOptions options() {
    TuningOptions options =
        new TuningOptions(
            temperature,
            thresholds == null ? Thresholds.NONE : Thresholds.of(thresholds, "--thresholds"),
            atLeastOne,
            topK);
    if (!options.isOn() && thresholds == null) {
      throw new UsageException(
          "Nothing is to be tuned. Give --temperature, --thresholds, --at-least-one or --top-k.");
    }
    return options;
  }
}
