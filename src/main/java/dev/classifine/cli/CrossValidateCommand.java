package dev.classifine.cli;

import dev.classifine.FineTuningOptions;
import dev.classifine.OutputOptions;
import dev.classifine.data.Fold;
import dev.classifine.experiment.CrossValidation;
import dev.classifine.experiment.CrossValidationResult;
import dev.classifine.experiment.QueueOptions;
import dev.classifine.report.CrossValidationTable;
import dev.classifine.report.ExperimentProgress;
import dev.classifine.train.ResumeOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine cross-validate}. */
@Command(
    name = CrossValidation.KIND,
    description = {
      "Cuts the training rows into folds, trains once for each on the others and evaluates on it.",
      "A fold that fails does not stop the others. Exit code 0 only if none did."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class CrossValidateCommand extends ConsoleCommand {

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "How many folds, at least 2 (default: ${DEFAULT-VALUE}).")
  private int folds = CrossValidation.DEFAULT_FOLDS;

  @Option(
      names = "--fold-seed",
      paramLabel = "N",
      description =
          "Fixes which row is in which fold, whatever the --seed (default: ${DEFAULT-VALUE}).")
  private long seed = Fold.DEFAULT_SEED;

  @Option(
      names = {"--output", "--output-dir"},
      paramLabel = "DIR",
      description =
          "Folder for tables and, in runs/fold-I, checkpoints: new or empty, or one to --resume.")
  private Path output;

  @Option(
      names = "--resume",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Go on with what was cut; folds that are done are not run again.")
  private boolean resume;

  @Option(
      names = "--devices",
      split = ",",
      paramLabel = "DEVICE",
      description =
          "A fold at a time on each of these, as in cuda:0,cuda:1 (default: one, on --device).")
  private List<String> devices;

  @Mixin private RunArguments run = new RunArguments();

  @Override
  public Integer call() {
    ExperimentProgress progress = new ExperimentProgress(err(), terminalWidth());
    CrossValidationResult result;
    try {
      result =
          CrossValidation.of(base())
              .folds(folds)
              .foldSeed(seed)
              .queue(queue())
              .listener(progress)
              .stopRequest(stop())
              .run();
    } finally {
      progress.clear();
    }
    out().print(CrossValidationTable.format(result));
    out().println("results: " + result.folder().resolve("results.csv"));
    if (result.isComplete()) {
      return 0;
    }
    if (stop().isRequested()) {
      out().println("Interrupted. The same command with --resume goes on from there.");
      return TrainCommand.INTERRUPTED;
    }
    return 1;
  }

  private QueueOptions queue() {
    return devices == null ? QueueOptions.DEFAULTS : QueueOptions.DEFAULTS.withDevices(devices);
  }

  /** The options of every fold, given as those of the first. */
  private FineTuningOptions base() {
    ResumeOptions goingOn = resume ? ResumeOptions.YES : ResumeOptions.NO;
    Fold first = new Fold(1, CrossValidation.checked(folds), seed);
    return run.options(
        data -> data.withFold(first), save -> new OutputOptions(output, false, goingOn, save));
  }
}
