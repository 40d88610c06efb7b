package dev.classifine.cli;

import dev.classifine.html.RunFiles;
import dev.classifine.html.RunPage;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code classifine report}. */
@Command(
    name = "report",
    description = "Makes the page of a run anew from the files in its folder.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ReportCommand extends ConsoleCommand {

  @Parameters(paramLabel = "RUN", description = "The output folder of a training.")
  private Path run;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the page is written (default: report.html in the folder).")
  private Path output;

  @Override
  public Integer call() {
    Path file = output == null ? run.resolve(RunFiles.PAGE) : OutputFile.of(output);
    RunPage.write(run, file);
    out().println("report: " + file);
    return 0;
  }
}
