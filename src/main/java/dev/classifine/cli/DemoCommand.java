package dev.classifine.cli;

import dev.classifine.DataOptions;
import dev.classifine.FineTuningOptions;
import dev.classifine.FineTuningResult;
import dev.classifine.OutputOptions;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.data.Columns;
import dev.classifine.data.DataLocation;
import dev.classifine.error.UsageException;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.SaveOptions;
import dev.classifine.script.Tf32;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.train.ResumeOptions;
import dev.classifine.train.TrainingOptions;
import dev.classifine.tuning.TuningOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code classifine demo}: the main job on the embedded model and the project's own data. */
@Command(
    name = "demo",
    description =
        "Fine-tunes the embedded minilm on a data set of the project and classifies with it.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DemoCommand extends ConsoleCommand {

  /** Where the project lies, set by the launcher. */
  private static final String HOME = "classifine.home";

  private static final List<String> TICKETS =
      List.of(
          "Where is my parcel? It was supposed to arrive on Monday.",
          "You charged my card twice for the same order.",
          "The zip of the jacket broke the first time I wore it.");
  private static final List<String> REVIEWS =
      List.of(
          "Spotless rooms, but the bar below played music until three.",
          "Breakfast was fresh and the people at the desk could not have been kinder.",
          "Far too expensive for a place where the internet drops every evening.");

  @Option(
      names = "--multi-label",
      description =
          "Take the data set whose rows have any number of labels, and ask for label smoothing, to"
              + " see the guard.")
  private boolean multiLabel;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder for the checkpoint, written over (default: models/demo or"
              + " models/demo-multi-label).")
  private Path output;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one native operation (default: one a core).")
  private int threads;

  @Override
  public Integer call() {
    Path home = Path.of(System.getProperty(HOME, ""));
    Path data = home.resolve("datasets").resolve(multiLabel ? "review-topics" : "support-tickets");
    String ending = multiLabel ? ".jsonl" : ".csv";
    Path folder =
        output != null
            ? output
            : home.resolve("models").resolve(multiLabel ? "demo-multi-label" : "demo");
    if (!Files.isDirectory(data)) {
      throw new UsageException(
          data
              + ": the demonstration's data is missing. Run ./classifine demo from the project's"
              + " folder.");
    }
    err()
        .println("Fine-tuning minilm (all-MiniLM-L6-v2, 22.7 million parameters) on " + data + ".");
    FineTuningOptions options =
        new FineTuningOptions(
            "minilm",
            false,
            new DataOptions(
                DataLocation.of(data.resolve("train" + ending)),
                DataLocation.of(data.resolve("test" + ending)),
                0,
                Columns.AUTOMATIC,
                null,
                null),
            TrainingOptions.builder()
                .epochs(multiLabel ? 10 : 5)
                .batchSize(16)
                .learningRate(multiLabel ? 3e-4 : 2e-4)
                .weightDecay(0.01)
                .warmupRatio(0.1)
                .labelSmoothing(dev.classifine.problem.LabelSmoothing.of(0.1))
                .loggingSteps(20)
                .build(),
            TuningOptions.NONE,
            ProgramOptions.DEFAULTS,
            Tf32.UNCHANGED,
            128,
            "cpu",
            threads,
            new OutputOptions(folder, true, ResumeOptions.NO, SaveOptions.DEFAULT),
            ReportOptions.DEFAULTS);
    FineTuningResult result = TrainCommand.run(options, terminal(), stop());
    TrainCommand.print(result, options.training().selection(), out());
    if (result.isInterrupted()) {
      return TrainCommand.INTERRUPTED;
    }
    out().println();
    try (TextClassifier classifier = TextClassifier.load(folder.toString(), "cpu", 128)) {
      for (String text : multiLabel ? REVIEWS : TICKETS) {
        print(text, classifier.classify(text));
      }
    }
    err().println();
    err().println("Try your own: ./classifine predict --model " + folder + " --input - --lines");
    return 0;
  }

  private void print(String text, Prediction prediction) {
    out().println("\"" + text + "\"");
    StringBuilder line = new StringBuilder();
    for (String label : prediction.labels()) {
      line.append(String.format(Locale.ROOT, "  %s %.3f", label, prediction.score(label)));
    }
    out().println(line.isEmpty() ? "  (no label)" : line);
  }
}
