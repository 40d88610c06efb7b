package dev.classifine.cli;

import picocli.CommandLine.Command;

/** {@code classifine options-page}, for those who work on Classifine. */
@Command(
    name = "options-page",
    hidden = true,
    description = "Prints the page of all options, docs/options.md.",
    mixinStandardHelpOptions = true)
final class OptionsPageCommand extends ConsoleCommand {

  @Override
  public Integer call() {
    out().print(OptionsPage.of(Main.whole()));
    return 0;
  }
}
