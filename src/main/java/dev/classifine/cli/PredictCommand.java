package dev.classifine.cli;

import dev.classifine.Prediction;
import dev.classifine.PredictionConsumer;
import dev.classifine.TextClassifier;
import dev.classifine.data.DataFormat;
import dev.classifine.data.Example;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.LabelUse;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.problem.Decision;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
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

  private static final int BUFFER = 1 << 16;

  /** How long a line of a pipe or a terminal waits for others: too short to be noticed. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A trained checkpoint.")
  private String model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DATA|-",
      description =
          "Texts: a file, a pattern or a query, as train takes them, with --lines one file; - reads"
              + " standard input (JSON Lines, or lines with --lines).")
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
  @Mixin private JdbcArguments jdbc = new JdbcArguments();
  @Mixin private InferenceArguments inference = new InferenceArguments();

  @Override
  public Integer call() throws IOException {
    inference.check();
    columns.checkTexts(lines);
    deciding.check();
    Path file = OutputFile.of(output);
    try (ExampleSource source = open();
        TextClassifier classifier = inference.load(model)) {
      Decision decision = deciding.decision(classifier.decision());
      if (file == null) {
        classifier.classify(source, decision, patience(), new Lines(out()));
      } else {
        WholeFile.write(
            file,
            channel ->
                classifier.classify(
                    source, decision, patience(), new Lines(Channels.newOutputStream(channel))));
      }
    }
    return 0;
  }

  /** Files and databases have all rows at once; so its chunks, and with them all digits, repeat. */
  private Duration patience() {
    return input.equals("-") || isPipe() ? PATIENCE : TextClassifier.UNTIL_FULL;
  }

  private boolean isPipe() {
    try {
      Path file = Path.of(input);
      return Files.exists(file) && !Files.isRegularFile(file);
    } catch (InvalidPathException e) {
      return false; // a pattern or a query, where a name cannot have all characters
    }
  }

  private ExampleSource open() {
    if (lines || input.equals("-")) {
      jdbc.checkNone();
    }
    if (input.equals("-")) {
      return ExampleSource.open(
          System.in,
          "standard input",
          lines ? DataFormat.LINES : DataFormat.JSON_LINES,
          columns.columns(),
          null,
          LabelUse.IGNORED);
    }
    return lines
        ? ExampleSource.open(
            Path.of(input), DataFormat.LINES, columns.columns(), null, LabelUse.IGNORED)
        : ExampleSource.open(jdbc.only(input), columns.columns(), null, LabelUse.IGNORED);
  }

  /** Writes a line for each prediction. */
  private final class Lines implements PredictionConsumer {

    private final OutputStream to;

    private Lines(OutputStream to) {
      this.to = new BufferedOutputStream(to, BUFFER);
    }

    @Override
    public void accept(Example example, Prediction prediction) throws IOException {
      String line = Json.line(json(example, prediction)) + "\n";
      to.write(line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
      to.flush();
      if (output == null && out().checkError()) { // a print stream keeps its failures to itself
        throw new ClassifineException(
            "standard output: cannot be written. Nobody reads it any more, or its disk is full.");
      }
    }
  }

  private Map<String, Object> json(Example example, Prediction prediction) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("text", example.text());
    if (example.textPair() != null) {
      json.put("text_pair", example.textPair());
    }
    json.putAll(prediction.fields());
    if (logits) {
      json.put("logits", prediction.logits());
    }
    return json;
  }
}
