package dev.classifine.cli;

import dev.classifine.experiment.Batch;
import dev.classifine.experiment.BatchBuilder;
import dev.classifine.experiment.BatchResult;
import dev.classifine.experiment.Job;
import dev.classifine.experiment.QueueOptions;
import dev.classifine.report.QueueSummary;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code classifine batch}. */
@Command(
    name = "batch",
    description = {
      "Does a list of trainings, each in a process of its own, one at a time on each device.",
      "What fails says why and does not stop the others."
    },
    footer = {
      "",
      "A file in YAML (or the same in JSON), with options of train by their names:",
      "  defaults: {model: minilm, epochs: 3}",
      "  jobs:",
      "    - {name: trec, train: trec.csv, eval: trec-test.csv}",
      "    - {name: mine, train: mine.csv, eval-fraction: 0.1}"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class BatchCommand extends ConsoleCommand {

  @Parameters(paramLabel = "FILE", description = "The jobs, in JSON or YAML.")
  private Path file;

  @Option(
      names = {"--output", "--output-dir"},
      paramLabel = "DIR",
      description = "Folder for the batch, new or empty, or of one to --resume.")
  private Path output;

  @Option(
      names = "--resume",
      description =
          "Go on with a batch of the folder that was cut; begin where there is none. What is done"
              + " is not repeated; the file may have further jobs.")
  private boolean resume;

  @Mixin private QueueArguments queue = new QueueArguments();

  @Override
  public Integer call() {
    QueueOptions options = queue.options();
    List<Job> jobs = BatchFile.read(file, queue.hasDevices());
    queue.checkDevices();
    QueueView view = QueueView.of(terminal(), true, stop());
    BatchBuilder batch = Batch.builder();
    jobs.forEach(batch::job);
    BatchResult result =
        view.during(
            listener ->
                batch
                    .queue(options)
                    .output(output)
                    .resume(resume)
                    .listener(listener)
                    .stopRequest(stop())
                    .run());
    out().print(QueueSummary.format(result.jobs().size(), result.records(), result::log));
    out().println();
    out().println("results: " + output.resolve("results.csv"));
    if (result.isInterrupted()) {
      out().println("Interrupted. The same command with --resume goes on.");
      return TrainCommand.INTERRUPTED;
    }
    return result.isDone() ? 0 : 1;
  }
}
