package dev.classifine.cli;

import dev.classifine.DataOptions;
import dev.classifine.FineTuningOptions;
import dev.classifine.OutputOptions;
import dev.classifine.data.DataLocation;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.SaveOptions;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOptionsBuilder;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A run as options, all but what it is evaluated on and the folder that it is written to. */
final class RunArguments {

  @Option(
      names = {"--model", "--model-name-or-path"},
      paramLabel = "MODEL",
      description = {
        "A folder with config.json, model.safetensors (or pytorch_model.bin) and the tokenizer;"
            + " minilm, bge-small-en-v15, e5-small-v2 or bge-small-zh, which come as Maven does;"
            + " or NAME or ORG/NAME[@REVISION] on the Hugging Face hub."
      })
  private String model;

  @Option(
      names = {"--train", "--train-file"},
      paramLabel = "DATA",
      description = {
        "Labelled texts: .csv, .tsv, .jsonl or .json, each with or without .gz or .zst, or"
            + " .parquet; several as one by a pattern, 'tickets/*.jsonl.gz'; or a query of files:",
        "\"SELECT body AS text, topic AS label FROM 'tickets/*.parquet' ORDER BY id\"."
      })
  private String train;

  @Option(
      names = "--ignore-mismatched-sizes",
      description = "Give up a trained head that is for other labels or another problem.")
  private boolean ignoreMismatchedSizes;

  @Option(
      names = "--problem-type",
      paramLabel = "TYPE",
      description =
          "single_label_classification, multi_label_classification or regression (default: by the"
              + " checkpoint, then by the labels).")
  private String problemType;

  @Option(
      names = "--token-cache",
      paramLabel = "FOLDER",
      description = "Keep the tokens of the data in this folder, for runs that come after.")
  private Path tokenCache;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "These options by name, in JSON or YAML; the command line wins.")
  private Path config;

  @Mixin private JdbcArguments jdbc = new JdbcArguments();
  @Mixin private DeviceArguments on = new DeviceArguments();
  @Mixin private SavingArguments saving = new SavingArguments();
  @Mixin private ReportArguments report = new ReportArguments();
  @Mixin private ColumnArguments columns = new ColumnArguments();
  @Mixin private TrainingArguments training = new TrainingArguments();
  @Mixin private PrecisionArguments precision = new PrecisionArguments();
  @Mixin private SpeedArguments speed = new SpeedArguments();
  @Mixin private LoraArguments lora = new LoraArguments();
  @Mixin private TuningArguments tuning = new TuningArguments();
  @Mixin private EvaluationArguments evaluation = new EvaluationArguments();
  @Mixin private CheckpointArguments checkpoints = new CheckpointArguments();
  @Mixin private LossArguments loss = new LossArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();
  @Mixin private LayerArguments layers = new LayerArguments();
  @Mixin private HtmlReportArguments htmlReport = new HtmlReportArguments();
  @Mixin private ModelCardArguments modelCard = new ModelCardArguments();

  /**
   * The run.
   *
   * @param evaluated adds what it is evaluated on
   * @param output where it is written, of the form of the saved weights; asked last, so that of
   *     several things that are missing the data is told first
   */
  FineTuningOptions options(
      UnaryOperator<DataOptions> evaluated, Function<SaveOptions, OutputOptions> output) {
    DataOptions data = evaluated.apply(data());
    jdbc.check(data.train(), data.eval());
    return new FineTuningOptions(
        model,
        ignoreMismatchedSizes,
        data,
        trainingOptions(),
        tuning.options(),
        new ProgramOptions(precision.precision(), lora.options(), speed.dropoutMasks())
            .withFirstRowOnly(speed.firstRowOnly()),
        precision.tf32(),
        on.maxLength(),
        on.device(),
        on.threads(),
        modelCard.addTo(
            htmlReport.addTo(output.apply(saving.options().withAdapter(lora.saveAdapter())))),
        report.options());
  }

  /** The rows that a value names, as --train does; null for null. */
  DataLocation location(String given) {
    return jdbc.location(given);
  }

  private DataOptions data() {
    ProblemType type = problemType == null ? null : ProblemType.of(problemType, "--problem-type");
    return new DataOptions(
            jdbc.location(train),
            null,
            0,
            columns.columns().withWeight(loss.weightColumn()),
            columns.labelDelimiter(),
            type)
        .withTokenCache(tokenCache);
  }

  private TrainingOptions trainingOptions() {
    TrainingOptionsBuilder builder = TrainingOptions.builder();
    training.addTo(builder);
    speed.addTo(builder);
    evaluation.addTo(builder);
    return builder
        .schedule(schedule.options())
        .layers(layers.options())
        .loss(loss.options())
        .saving(checkpoints.saving())
        .build();
  }
}
