package dev.classifine.cli;

import dev.classifine.TextClassifier;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelUse;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.metrics.BrierScore;
import dev.classifine.metrics.ClassReport;
import dev.classifine.metrics.ExpectedCalibrationError;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.metrics.SingleLabelEvaluation;
import dev.classifine.report.EvaluationTable;
import dev.classifine.train.EvaluationReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine evaluate}. */
@Command(
    name = "evaluate",
    description = "Evaluates a checkpoint on labelled texts: a table, and the same as JSON.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class EvaluateCommand extends ConsoleCommand {

  private static final List<MetricFactory> CALIBRATION =
      List.of(ExpectedCalibrationError::new, BrierScore::new);

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A trained checkpoint.")
  private String model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description = "Labelled texts: a file, a pattern or a query, as train takes them.")
  private String data;

  @Option(names = "--output", paramLabel = "FILE", description = "Write the numbers as JSON.")
  private Path output;

  @Option(
      names = "--calibration",
      description = {
        "Add how far the probabilities are from the frequencies:",
        "ece, the expected calibration error in 15 bins, and brier_score."
      })
  private boolean calibration;

  @Mixin private ColumnArguments columns = new ColumnArguments();
  @Mixin private JdbcArguments jdbc = new JdbcArguments();
  @Mixin private InferenceArguments inference = new InferenceArguments();

  @Override
  public Integer call() {
    Path file = OutputFile.of(output);
    Examples examples =
        Examples.read(
            jdbc.only(data), columns.columns(), columns.labelDelimiter(), LabelUse.REQUIRED);
    inference.check();
    try (TextClassifier classifier = inference.load(model)) {
      EvaluationReport report =
          classifier.evaluate(
              examples, inference.batchSize(), calibration ? CALIBRATION : List.of());
      out().print(EvaluationTable.format(report));
      if (file != null) {
        WholeFile.write(file, Json.pretty(json(report)));
      }
      return 0;
    }
  }

  private static Map<String, Object> json(EvaluationReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    report.metrics("eval_").forEach((name, value) -> json.put(name, Json.finiteOrNull(value)));
    Map<String, Object> labels = new LinkedHashMap<>();
    for (ClassReport label : report.evaluation().perClass()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("precision", label.precision());
      entry.put("recall", label.recall());
      entry.put("f1", label.f1());
      entry.put("support", label.support());
      labels.put(label.label(), entry);
    }
    if (!labels.isEmpty()) {
      json.put("labels", labels);
    }
    if (report.evaluation() instanceof SingleLabelEvaluation single) {
      json.put("confusion", single.confusion());
    }
    return json;
  }
}
