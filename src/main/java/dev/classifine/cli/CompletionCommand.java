package dev.classifine.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code classifine completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script with which bash and zsh complete commands and options.",
      "Load it with: source <(classifine completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand extends ConsoleCommand {

  @Override
  public Integer call() {
    out().print(AutoComplete.bash("classifine", Main.whole()));
    return 0;
  }
}
