package dev.classifine.cli;

import dev.classifine.FineTuningOptions;
import dev.classifine.error.UsageException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The options of {@code train} out of arguments that were not typed there: an experiment's. */
final class ParsedRun {

  private ParsedRun() {}

  /**
   * Parses them as {@code train} does.
   *
   * @param arguments of {@code train}, its name not among them: {@code --epochs=3}
   * @param where what to call them in an error, such as a file with the name of a job
   * @throws UsageException if they are not as they must be
   */
  static FineTuningOptions of(List<String> arguments, String where) {
    TrainCommand command = new TrainCommand();
    CommandLine line = new CommandLine(command);
    String[] args =
        OptionNames.attached(
            OptionNames.kebab(arguments.toArray(String[]::new)), line.getCommandSpec());
    OptionErrors errors = new OptionErrors(line.getCommandSpec(), List.of(args));
    try {
      ConfigFile.of(args, line.getCommandSpec()).ifPresent(line::setDefaultValueProvider);
      line.parseArgs(args);
      return command.options();
    } catch (ParameterException e) {
      throw new UsageException(where + ": " + errors.of(e), e);
    } catch (UsageException e) {
      throw new UsageException(where + ": " + errors.named(e.getMessage()), e);
    }
  }
}
