package dev.classifine.cli;

import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.data.DataFormat;
import dev.classifine.data.Example;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.LabelUse;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.problem.Decision;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine predict}: a JSON object on a line for each text, in the order of the input. */
@Command(
    name = "predict",
    description = {
      "Classifies texts: JSON Lines with text, label (or labels) and scores, in the order of the"
          + " input.",
      "Inputs are the data formats (labels are ignored), or plain lines with --lines."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class PredictCommand extends ConsoleCommand {

  /** Rows that are read, sorted by length and classified together. */
  private static final int WINDOW = 8192;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A trained checkpoint.")
  private String model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|-",
      description = "Texts; - reads standard input (JSON Lines, or lines with --lines).")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write here instead of standard output.")
  private Path output;

  @Option(names = "--lines", description = "Every line of the input is a text.")
  private boolean lines;

  @Option(names = "--logits", description = "Add the raw logits.")
  private boolean logits;

  @Mixin private DecisionArguments deciding = new DecisionArguments();
  @Mixin private ColumnArguments columns = new ColumnArguments();
  @Mixin private InferenceArguments inference = new InferenceArguments();

  @Override
  public Integer call() throws IOException {
    inference.check();
    deciding.check();
    try (ExampleSource source = open();
        TextClassifier classifier = inference.load(model)) {
      Decision decision = deciding.decision(classifier.decision());
      if (output == null) {
        write(source, classifier, decision, new BufferedOutputStream(out()));
      } else {
        WholeFile.write(
            output,
            channel ->
                write(
                    source,
                    classifier,
                    decision,
                    new BufferedOutputStream(Channels.newOutputStream(channel))));
      }
    }
    return 0;
  }

  private ExampleSource open() {
    if (input.equals("-")) {
      return ExampleSource.open(
          System.in,
          "standard input",
          lines ? DataFormat.LINES : DataFormat.JSON_LINES,
          columns.columns(),
          null,
          LabelUse.IGNORED);
    }
    Path file = Path.of(input);
    return lines
        ? ExampleSource.open(file, DataFormat.LINES, columns.columns(), null, LabelUse.IGNORED)
        : ExampleSource.open(file, columns.columns(), null, LabelUse.IGNORED);
  }

  private void write(
      ExampleSource source, TextClassifier classifier, Decision decision, OutputStream to)
      throws IOException {
    while (source.hasNext()) {
      List<Example> window = new ArrayList<>();
      while (source.hasNext() && window.size() < WINDOW) {
        window.add(source.next());
      }
      List<Prediction> predictions = classifier.classify(window, inference.batchSize(), decision);
      for (int i = 0; i < window.size(); i++) {
        String line = Json.line(json(window.get(i), predictions.get(i))) + "\n";
        to.write(line.getBytes(StandardCharsets.UTF_8));
      }
      to.flush();
    }
  }

  private Map<String, Object> json(Example example, Prediction prediction) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("text", example.text());
    if (example.textPair() != null) {
      json.put("text_pair", example.textPair());
    }
    switch (prediction.problemType()) {
      case SINGLE_LABEL -> json.put("label", prediction.label());
      case MULTI_LABEL -> json.put("labels", prediction.labels());
      case REGRESSION -> {
        List<Double> values = List.copyOf(prediction.scores().values());
        if (values.size() == 1) {
          json.put("label", values.get(0));
        } else {
          json.put("labels", values);
        }
      }
    }
    json.put("scores", prediction.scores());
    if (logits) {
      json.put("logits", prediction.logits());
    }
    return json;
  }
}
