package dev.classifine.cli;

import com.google.gson.JsonElement;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The file of {@code --config}: the options of a command by their names without the dashes, in JSON
 * or YAML. The command line wins.
 */
final class ConfigFile implements IDefaultValueProvider {

  private final Map<String, String> values = new LinkedHashMap<>();

  private ConfigFile(Path file, Map<?, ?> content) {
    content.forEach(
        (key, value) -> {
          if (value != null) {
            values.put("--" + key.toString().replace('_', '-'), text(file, key, value));
          }
        });
  }

  /** A list is what the command line has with commas. */
  private static String text(Path file, Object key, Object value) {
    List<?> parts = value instanceof List<?> list ? list : List.of(value);
    StringJoiner text = new StringJoiner(",");
    for (Object part : parts) {
      if (part == null || part instanceof Map || part instanceof Iterable) {
        throw new UsageException(
            file
                + ": "
                + key
                + " holds an object. Each option must be a single value, or a list of such.");
      }
      text.add(part.toString());
    }
    return text.toString();
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
    ConfigFile config = new ConfigFile(file, content(file));
    for (String name : new TreeSet<>(config.values.keySet())) {
      if (!command.optionsMap().containsKey(name)) {
        String advice = TransformersOptions.advice(name);
        throw new UsageException(
            file
                + ": "
                + name.substring(2)
                + " is not an option of "
                + command.name()
                + ". "
                + (advice == null
                    ? "The names are those of `classifine " + command.name() + " --help`."
                    : advice));
      }
    }
    return config;
  }

  private static Map<?, ?> content(Path file) {
    try {
      String text = Files.readString(file);
      if (file.toString().endsWith(".json")) {
        Map<String, Object> content = new LinkedHashMap<>();
        Json.parseObject(text, file.toString())
            .asMap()
            .forEach((key, value) -> content.put(key, written(value)));
        return content;
      }
      Object content = yaml().load(text);
      if (content instanceof Map<?, ?> map) {
        return map;
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
    if (argument instanceof OptionSpec option) {
      for (String name : option.names()) {
        if (values.containsKey(name)) {
          return values.get(name);
        }
      }
    }
    return null;
  }

  /** A value as it is written; an object is an empty one, which is refused. */
  private static Object written(JsonElement value) {
    if (value.isJsonArray()) {
      return value.getAsJsonArray().asList().stream().map(ConfigFile::written).toList();
    }
    if (value.isJsonNull()) {
      return null;
    }
    return value.isJsonPrimitive() ? value.getAsString() : Map.of();
  }

  /** Values stay as they are written: to YAML 1.1 {@code no}, a strategy, would be false. */
  private static Yaml yaml() {
    DumperOptions dumper = new DumperOptions();
    LoaderOptions loader = new LoaderOptions();
    return new Yaml(
        new SafeConstructor(loader),
        new Representer(dumper),
        dumper,
        loader,
        new Resolver() {
          @Override
          protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
          }
        });
  }
}
