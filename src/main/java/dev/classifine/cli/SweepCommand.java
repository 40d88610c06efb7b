package dev.classifine.cli;

import dev.classifine.experiment.QueueOptions;
import dev.classifine.experiment.Sweep;
import dev.classifine.experiment.SweepBuilder;
import dev.classifine.experiment.SweepFile;
import dev.classifine.experiment.SweepOptions;
import dev.classifine.experiment.SweepOptions.Keep;
import dev.classifine.experiment.SweepResult;
import dev.classifine.report.SweepTable;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code classifine sweep}. */
@Command(
    name = "sweep",
    description = {
      "Trains with many combinations of options and tells which is the best.",
      "The options of train are for every run, and win over those of the file."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A file in YAML (or the same in JSON), with options of train by their names:",
      "  method: random              # or grid (default), halving",
      "  trials: 20",
      "  metric: accuracy",
      "  options: {model: minilm, train: train.csv, eval-fraction: 0.2}",
      "  sweep:",
      "    learning-rate: {min: 1e-5, max: 1e-3, scale: log}",
      "    batch-size: [8, 16, 32]",
      "",
      "Exit codes: 0 all runs are done, 1 one or more failed (the others are done), 2 wrong"
          + " options or file, nothing was trained, 130 and 143 stopped and saved."
    })
final class SweepCommand extends ConsoleCommand {

  @Parameters(paramLabel = "FILE", description = "What is searched, and how, in JSON or YAML.")
  private Path file;

  @Option(
      names = {"--output", "--output-dir"},
      paramLabel = "DIR",
      description = "Folder for the sweep, new or empty, or of one to --resume.")
  private Path output;

  @Option(
      names = "--keep",
      paramLabel = "WHICH",
      description = "Whose models stay on the disk: all (default), or only that of the best run.")
  private String keep = "all";

  @Mixin private QueueArguments queue = new QueueArguments();
  @Mixin private EvaluationRowsArguments rows = new EvaluationRowsArguments();
  @Mixin private RunArguments run = new RunArguments();

  @Option(
      names = "--resume",
      description = "Go on with a sweep of the folder that was cut; begin where there is none.")
  private boolean resume;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SweepFile sweep = SweepFile.read(file);
    SweepOptions options = sweep.sweep().withKeep(Keep.of(keep));
    Map<String, String> typed = GivenOptions.of(spec, TrialArguments.RUN);
    TrialArguments arguments = TrialArguments.of(file, sweep, typed);
    QueueOptions queued = queue.options();
    queue.checkOwn(
        file + ": sweep.device", options.space().names().contains(TrialArguments.DEVICE));
    queue.checkOwn("--device", typed.containsKey(TrialArguments.DEVICE));
    queue.checkOwn(file + ": options.device", sweep.options().containsKey(TrialArguments.DEVICE));
    queue.checkDevices();
    SweepBuilder builder = builder(arguments).queue(queued).sweep(options);
    SweepResult result =
        QueueView.of(terminal(), queue.hasDevices(), stop())
            .during(listener -> builder.listener(listener).run());
    out().print(SweepTable.format(result));
    if (result.interrupted()) {
      out().println("Interrupted. The same command with --resume goes on from there.");
      return TrainCommand.INTERRUPTED;
    }
    return result.failed().isEmpty() ? 0 : 1;
  }

  private SweepBuilder builder(TrialArguments arguments) {
    SweepBuilder builder =
        Sweep.builder()
            .options(trial -> ParsedRun.of(arguments.of(trial.values()), file.toString()))
            .definition(arguments.definition())
            .output(output)
            .resume(resume)
            .stopRequest(stop());
    queue.processes(run -> arguments.of(run.values())).ifPresent(builder::launcher);
    return builder;
  }
}
