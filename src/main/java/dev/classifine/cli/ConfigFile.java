package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The file of {@code --config}: the options of {@code train} by their names without the dashes, in
 * JSON or YAML. The command line wins.
 */
final class ConfigFile implements IDefaultValueProvider {

  private final Path file;
  private final Map<String, String> values = new LinkedHashMap<>();
  private boolean checked;

  private ConfigFile(Path file, Map<?, ?> content) {
    this.file = file;
    content.forEach(
        (key, value) -> {
          if (value instanceof Map || value instanceof Iterable) {
            throw new UsageException(
                file + ": " + key + " is a list or an object. Each option must be a single value.");
          }
          if (value != null) {
            values.put("--" + key.toString().replace('_', '-'), value.toString());
          }
        });
  }

  /**
   * The file that the arguments name, if they do.
   *
   * @param args options in kebab case
   * @throws UsageException if it cannot be read or is neither JSON nor YAML
   */
  static Optional<ConfigFile> of(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--config") && i + 1 < args.length) {
        return Optional.of(read(Path.of(args[i + 1])));
      }
      if (args[i].startsWith("--config=")) {
        return Optional.of(read(Path.of(args[i].substring("--config=".length()))));
      }
    }
    return Optional.empty();
  }

  private static ConfigFile read(Path file) {
    try {
      String text = Files.readString(file);
      if (file.toString().endsWith(".json")) {
        Map<String, Object> content = new LinkedHashMap<>();
        Json.parseObject(text, file.toString())
            .asMap()
            .forEach(
                (key, value) ->
                    content.put(
                        key,
                        value.isJsonNull()
                            ? null
                            : value.isJsonPrimitive() ? value.getAsString() : Map.of()));
        return new ConfigFile(file, content);
      }
      Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      if (content instanceof Map<?, ?> map) {
        return new ConfigFile(file, map);
      }
      throw new UsageException(
          "--config: "
              + file
              + " does not hold options by name, as in \"epochs: 3\" (YAML) or {\"epochs\": 3}"
              + " (JSON).");
    } catch (IOException e) {
      throw new UsageException("--config: " + file + " cannot be read: " + Reason.of(e) + ".", e);
    } catch (YAMLException e) {
      throw new UsageException("--config: " + file + " is not YAML: " + e.getMessage(), e);
    }
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!checked) {
      check(argument.command());
      checked = true;
    }
    if (argument instanceof OptionSpec option) {
      for (String name : option.names()) {
        if (values.containsKey(name)) {
          return values.get(name);
        }
      }
    }
    return null;
  }

  private void check(CommandSpec command) {
    TreeSet<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(command.optionsMap().keySet());
    if (!unknown.isEmpty()) {
      throw new UsageException(
          file
              + ": "
              + unknown.first().substring(2)
              + " is not an option of train. The names are those of `classifine train --help`.");
    }
  }
}
