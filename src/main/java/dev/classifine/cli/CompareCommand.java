package dev.classifine.cli;

import dev.classifine.html.ComparePage;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code classifine compare}. */
@Command(
    name = "compare",
    description = "Puts several runs on one page: results, curves, and the options that differ.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class CompareCommand extends ConsoleCommand {

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "The output folders of trainings, in the order of the page.")
  private List<Path> runs;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where the page is written.")
  private Path output;

  @Override
  public Integer call() {
    ComparePage.write(runs, OutputFile.of(output));
    out().println("report: " + output);
    return 0;
  }
}
