package dev.classifine.cli;

import dev.classifine.FineTuningOptions;
import dev.classifine.OutputOptions;
import dev.classifine.data.Fold;
import dev.classifine.experiment.CrossValidation;
import dev.classifine.experiment.CrossValidationResult;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.report.CrossValidationTable;
import dev.classifine.train.ResumeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  private static final CommandSpec RUN = CommandSpec.forAnnotatedObject(new RunArguments());

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

  @Mixin private QueueArguments queue = new QueueArguments();
  @Mixin private RunArguments run = new RunArguments();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    queue.checkOwn("--device", GivenOptions.of(spec, RUN).containsKey(TrialArguments.DEVICE));
    CrossValidation.Builder validation =
        CrossValidation.of(base())
            .folds(folds)
            .foldSeed(seed)
            .queue(queue.options())
            .stopRequest(stop());
    queue.processes(this::arguments).ifPresent(validation::launcher);
    queue.checkDevices();
    CrossValidationResult result =
        QueueView.of(terminal(), queue.hasDevices(), stop())
            .during(listener -> validation.listener(listener).run());
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

  /** The arguments of a fold's own process. */
  private List<String> arguments(PlannedRun fold) {
    List<String> arguments = new ArrayList<>();
    GivenOptions.of(spec, RUN).forEach((name, value) -> arguments.add("--" + name + "=" + value));
    fold.values().forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return arguments;
  }

  /** The options of every fold, given as those of the first. */
  private FineTuningOptions base() {
    ResumeOptions goingOn = resume ? ResumeOptions.YES : ResumeOptions.NO;
    Fold first = new Fold(1, CrossValidation.checked(folds), seed);
    return run.options(
        data -> data.withFold(first), save -> new OutputOptions(output, false, goingOn, save));
  }
}
