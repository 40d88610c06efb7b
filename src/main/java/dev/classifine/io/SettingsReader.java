package dev.classifine.io;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Parses JSON or YAML to maps, lists, and single values as they were written. */
final class SettingsReader {

  /** More than any file of settings has; a YAML value that holds itself has no end. */
  private static final int DEEPEST = 20;

  /** References of YAML may multiply what they name. */
  private static final int MOST_REFERENCES = 20;

  private final String where;

  /**
   * @param where what to call the text in an error
   */
  SettingsReader(String where) {
    this.where = where;
  }

  Map<String, Object> json(String text) {
    try {
      return object(Json.parseDistinctObject(text, where));
    } catch (ClassifineException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  Map<String, Object> yaml(String text) {
    Object content;
    try {
      content = parser().load(text);
    } catch (YAMLException e) {
      throw new UsageException(where + " is not YAML: " + problem(e) + ".", e);
    }
    if (content instanceof Map<?, ?> map) {
      return object(map, 1);
    }
    throw new UsageException(
        where
            + " does not hold settings by name, as in \"epochs: 3\" (YAML) or {\"epochs\": 3}"
            + " (JSON).");
  }

  /** In one line: the parser's own words quote the text in several. */
  private static String problem(YAMLException e) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      Mark place = marked.getProblemMark();
      return "line %d, column %d: %s"
          .formatted(place.getLine() + 1, place.getColumn() + 1, marked.getProblem());
    }
    return e.getMessage().lines().collect(Collectors.joining(" "));
  }

  private Map<String, Object> object(Map<?, ?> map, int depth) {
    Map<String, Object> content = new LinkedHashMap<>();
    map.forEach((key, value) -> content.put(String.valueOf(key), written(value, depth + 1)));
    return content;
  }

  private Object written(Object value, int depth) {
    if (depth > DEEPEST) {
      throw new UsageException(
          where + " is nested more than " + DEEPEST + " deep. Settings need three levels or so.");
    }
    if (value instanceof Map<?, ?> map) {
      return object(map, depth);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(part -> written(part, depth + 1)).toList();
    }
    return value == null ? null : value.toString();
  }

  private static Map<String, Object> object(JsonObject object) {
    Map<String, Object> content = new LinkedHashMap<>();
    object.asMap().forEach((key, value) -> content.put(key, written(value)));
    return content;
  }

  private static Object written(JsonElement value) {
    if (value.isJsonObject()) {
      return object(value.getAsJsonObject());
    }
    if (value.isJsonArray()) {
      return value.getAsJsonArray().asList().stream().map(SettingsReader::written).toList();
    }
    return value.isJsonNull() ? null : value.getAsString();
  }

  /** Values stay as they are written: to YAML 1.1 {@code no}, a strategy, would be false. */
  private static Yaml parser() {
    DumperOptions dumper = new DumperOptions();
    LoaderOptions loader = new LoaderOptions();
    loader.setAllowDuplicateKeys(false);
    loader.setMaxAliasesForCollections(MOST_REFERENCES);
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
