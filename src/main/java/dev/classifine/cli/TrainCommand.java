package dev.classifine.cli;

import dev.classifine.FineTuning;
import dev.classifine.FineTuningOptions;
import dev.classifine.FineTuningResult;
import dev.classifine.Listening;
import dev.classifine.OutputOptions;
import dev.classifine.html.RunFiles;
import dev.classifine.report.ConsoleProgress;
import dev.classifine.report.EvaluationTable;
import dev.classifine.report.JsonEvents;
import dev.classifine.report.StepLines;
import dev.classifine.report.Terminal;
import dev.classifine.report.TuningTable;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine train}. */
@Command(
    name = "train",
    description = {
      "Fine-tunes a checkpoint on labelled texts.",
      "Options may be written as transformers does, --num_train_epochs for --epochs."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class TrainCommand extends ConsoleCommand {

  /** As a shell has it for Ctrl-C; after a signal the JVM itself ends with 128 and its number. */
  static final int INTERRUPTED = 130;

  /** How often a process of an experiment tells its step. */
  private static final Duration READ_ALONG = Duration.ofSeconds(3);

  @Option(
      names = {"--output", "--output-dir"},
      paramLabel = "DIR",
      description = "Folder for the checkpoint, new or empty, or of a run to --resume.")
  private Path output;

  @Option(
      names = {"--overwrite", "--overwrite-output-dir"},
      description =
          "Write into a folder that is not empty; a model in it stays until the run has its own.")
  private boolean overwrite;

  @Mixin private EvaluationRowsArguments rows = new EvaluationRowsArguments();

  @Option(
      names = "--stop-with-parent",
      hidden = true,
      description = "Save and end where standard input does: for a process of an experiment.")
  private boolean stopWithParent;

  @Option(
      names = "--quiet",
      description = "Show no progress, and of the log only warnings; the result is printed.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print a JSON object a line, for programs: log, checkpoints, result or error.")
  private boolean json;

  @Mixin private RunArguments run = new RunArguments();
  @Mixin private ResumeArguments resume = new ResumeArguments();

  @Override
  public Integer call() {
    List<TrainingCallback> callbacks = new ArrayList<>();
    if (stopWithParent) {
      ParentWatch.start(System.in, () -> System.exit(INTERRUPTED)); // as a signal would
      callbacks.add(new StepLines(err(), READ_ALONG));
    }
    JsonEvents events = new JsonEvents(out());
    if (json) {
      callbacks.add(events);
    }
    FineTuningOptions options = options();
    FineTuningResult result = run(options, callbacks, quiet ? nowhere() : terminal(), stop());
    if (json) {
      events.result(result);
      return result.isInterrupted() ? INTERRUPTED : 0;
    }
    print(result, options.training().selection(), out());
    return result.isInterrupted() ? INTERRUPTED : 0;
  }

  @Override
  boolean isQuiet() {
    return quiet;
  }

  @Override
  void onFailure(String message, int exitCode) {
    if (json) {
      new JsonEvents(out()).error(message, exitCode);
    }
  }

  @Override
  void onMistake(List<String> typed, String message, int exitCode) {
    if (typed.contains("--json") || typed.contains("--json=true")) {
      new JsonEvents(out()).error(message, exitCode);
    }
  }

  private static Terminal nowhere() {
    return Terminal.none(new PrintStream(OutputStream.nullOutputStream()));
  }

  /** The run that the arguments ask for. */
  FineTuningOptions options() {
    return run.options(
        data -> rows.addTo(data, run),
        save -> new OutputOptions(output, overwrite, resume.options(), save));
  }

  /** Runs with progress on standard error. */
  static FineTuningResult run(FineTuningOptions options, Terminal terminal, StopRequest stop) {
    return run(options, List.of(), terminal, stop);
  }

  private static FineTuningResult run(
      FineTuningOptions options,
      List<TrainingCallback> callbacks,
      Terminal terminal,
      StopRequest stop) {
    String metric = options.training().selection().metric();
    ConsoleProgress progress = new ConsoleProgress(terminal, metric);
    List<TrainingCallback> all = new ArrayList<>(callbacks);
    all.add(progress);
    try {
      return FineTuning.run(options, new Listening(all, List.of(), stop));
    } finally {
      progress.clear();
    }
  }

  /** Prints what a run came to. */
  static void print(FineTuningResult result, SelectionOptions selection, PrintStream out) {
    if (result.wasComplete()) {
      out.println("The run is complete already; nothing was done.");
      printMetrics(result, out);
      out.println("checkpoint: " + result.output());
      return;
    }
    if (result.isInterrupted()) {
      out.printf(
          Locale.ROOT,
          "Interrupted after step %d. The same command with --resume goes on from there.%n",
          result.outcome().steps());
      return;
    }
    if (result.outcome().evaluation() != null) {
      out.print(EvaluationTable.format(result.outcome().evaluation()));
      out.println();
    }
    if (result.tuned() != null) {
      out.print(TuningTable.format(result.tuned()));
      out.println();
    }
    out.printf(
        Locale.ROOT,
        "%d steps, %.2f epochs, train_loss %.4f, %.1f s, %.1f samples/s%n",
        result.outcome().steps(),
        result.outcome().epochs(),
        result.outcome().loss(),
        result.outcome().seconds(),
        result.outcome().examplesPerSecond());
    printEnd(result.outcome(), selection, out);
    result.warnings().forEach(warning -> out.println("warning: " + warning));
    out.println("checkpoint: " + result.output());
    Path report = result.output().resolve(RunFiles.PAGE);
    if (Files.exists(report)) { // a run without one takes an older one away
      out.println("report: " + report);
    }
  }

  /** Whether it ended early, and which evaluation was the best where something follows from it. */
  private static void printEnd(
      TrainingOutcome outcome, SelectionOptions selection, PrintStream out) {
    if (outcome.end() == TrainingOutcome.End.EARLY_STOPPED) {
      out.printf(
          Locale.ROOT,
          "stopped early: %d evaluations in a row were no better%n",
          selection.patience());
    }
    if (outcome.best() != null && selection.isOn()) {
      out.printf(
          Locale.ROOT,
          "best: step %d, %s %.4f%s%n",
          outcome.best().step(),
          selection.metric(),
          outcome.best().value(),
          selection.loadBest() ? "; its weights are in the checkpoint" : "");
    }
  }

  private static void printMetrics(FineTuningResult result, PrintStream out) {
    result
        .metrics()
        .forEach(
            (name, value) -> {
              if (value != null) {
                out.printf(Locale.ROOT, "%-28s %s%n", name, value);
              }
            });
  }
}
