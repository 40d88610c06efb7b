package dev.classifine.cli;

import dev.classifine.io.WholeFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code classifine man-pages}, for those who package Classifine. */
@Command(
    name = "man-pages",
    hidden = true,
    description = "Writes a manual page for each command.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ManPagesCommand extends ConsoleCommand {

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the pages, as share/man/man1.")
  private Path output;

  @Override
  public Integer call() {
    ManPages.of(Main.whole()).forEach((name, page) -> WholeFile.write(output.resolve(name), page));
    return 0;
  }
}
