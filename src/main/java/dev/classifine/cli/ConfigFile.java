package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.io.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The file of {@code --config}: the options of a command by their names without the dashes, in JSON
 * or YAML. The command line wins.
 */
final class ConfigFile implements IDefaultValueProvider {

  private static final String CONFIG = "config";

  private final Map<String, String> values = new LinkedHashMap<>();

  private ConfigFile(Settings settings) {
    for (String name : settings.names()) {
      settings.commas(name).ifPresent(text -> values.put("--" + name, text));
    }
  }

  /**
   * The file that the arguments name, if they do.
   *
   * @param args options in kebab case
   * @param command whose options it may hold
   * @throws UsageException if it cannot be read, is neither JSON nor YAML, or holds something else
   */
  static Optional<ConfigFile> of(String[] args, CommandSpec command) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--config") && i + 1 < args.length) {
        return Optional.of(read(Path.of(args[i + 1]), command));
      }
      if (args[i].startsWith("--config=")) {
        return Optional.of(read(Path.of(args[i].substring("--config=".length())), command));
      }
    }
    return Optional.empty();
  }

  private static ConfigFile read(Path file, CommandSpec command) {
    Settings settings = Settings.read(file);
    if (settings.has(CONFIG)) {
      throw new UsageException(
          settings.where(CONFIG) + ": a file of options names no other. Write here what it holds.");
    }
    for (String name : new TreeSet<>(settings.names())) {
      if (!command.optionsMap().containsKey("--" + name)) {
        String advice = TransformersOptions.advice("--" + name);
        throw new UsageException(
            settings.where(name)
                + " is not an option of "
                + command.name()
                + ". "
                + (advice == null
                    ? "The names are those of `classifine " + command.name() + " --help`."
                    : advice));
      }
    }
    OptionNames.checkOnce(command, settings);
    return new ConfigFile(settings);
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      for (String name : option.names()) {
        if (values.containsKey(name)) {
          return values.get(name);
        }
      }
    }
    return null;
  }
}
