package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.io.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options as people type them: {@code --num_train_epochs} is {@code --num-train-epochs}, and {@code
 * --bf16 True} is {@code --bf16}.
 */
final class OptionNames {

  private OptionNames() {}

  /** The arguments with every option's name in kebab case; values stay as they are. */
  static String[] kebab(String[] args) {
    return Arrays.stream(args).map(OptionNames::kebab).toArray(String[]::new);
  }

  /**
   * The arguments with what follows a yes-or-no option attached to it, as transformers' users write
   * it. Nothing else can follow one, since an argument of a command belongs to an option.
   *
   * @param args options in kebab case
   * @param commands the commands, by whose options it is told which are yes-or-no
   */
  static String[] attached(String[] args, Map<String, CommandLine> commands) {
    if (args.length == 0 || !commands.containsKey(args[0])) {
      return args;
    }
    return attached(args, commands.get(args[0]).getCommandSpec());
  }

  /**
   * The arguments of a command with what follows a yes-or-no option attached to it; where an
   * argument of the command may belong to no option, only what says yes or no.
   *
   * @param args options in kebab case
   */
  static String[] attached(String[] args, CommandSpec command) {
    boolean takesOthers = !command.positionalParameters().isEmpty();
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      boolean hasValue =
          i + 1 < args.length
              && (takesOthers
                  ? args[i + 1].matches("(?i)true|false")
                  : !args[i + 1].startsWith("-"));
      joined.add(hasValue && isFlag(command, args[i]) ? args[i] + "=" + args[++i] : args[i]);
    }
    return joined.toArray(String[]::new);
  }

  /**
   * An option's first name without the dashes; the name as it is where the command has no such
   * option.
   */
  static String first(CommandSpec command, String name) {
    OptionSpec option = command.optionsMap().get("--" + name);
    return option == null
        ? name
        : Arrays.stream(option.names())
            .filter(text -> text.startsWith("--"))
            .findFirst()
            .orElseThrow()
            .substring(2);
  }

  /**
   * Checks that a file gives no option by two of its names, of which one would count for nothing.
   *
   * @throws UsageException if it does
   */
  static void checkOnce(CommandSpec command, Settings settings) {
    Map<String, String> names = new HashMap<>();
    for (String name : settings.names().stream().filter(settings::has).toList()) {
      String other = names.put(first(command, name), name);
      if (other != null) {
        throw new UsageException(
            settings.where(name) + " is " + other + " by another name. Leave one of the two out.");
      }
    }
  }

  private static boolean isFlag(CommandSpec command, String name) {
    OptionSpec option = command.optionsMap().get(name);
    return option != null && (option.type() == boolean.class || option.type() == Boolean.class);
  }

  private static String kebab(String argument) {
    if (!argument.startsWith("--")) {
      return argument;
    }
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    return name.replace('_', '-') + argument.substring(name.length());
  }
}
