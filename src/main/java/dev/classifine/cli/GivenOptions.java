package dev.classifine.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What a command was given, typed or in its {@code --config}, of the options of a run. */
final class GivenOptions {

  private static final String CONFIG = "--config";

  private GivenOptions() {}

  /**
   * The values as they were written, by the options' first names without the dashes.
   *
   * @param command after its arguments were parsed
   * @param run whose options are looked for
   */
  static Map<String, String> of(CommandSpec command, CommandSpec run) {
    ParseResult parsed = command.commandLine().getParseResult();
    Map<String, String> given = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      String name = option.names()[0];
      if (run.optionsMap().containsKey(name) && !name.equals(CONFIG)) {
        String value = parsed.hasMatchedOption(option) ? typed(option) : filed(command, option);
        if (value != null) {
          given.put(name.substring(2), value);
        }
      }
    }
    return given;
  }

  private static String typed(OptionSpec option) {
    boolean isFlag = option.type() == boolean.class || option.type() == Boolean.class;
    return isFlag ? option.getValue().toString() : String.join(",", option.originalStringValues());
  }

  /** Null where the file, if there is one, does not speak of it. */
  private static String filed(CommandSpec command, OptionSpec option) {
    IDefaultValueProvider file = command.defaultValueProvider();
    return file instanceof ConfigFile config ? config.defaultValue(option) : null;
  }
}
