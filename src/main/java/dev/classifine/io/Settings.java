package dev.classifine.io;

import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file of settings in JSON or YAML, or a section of one. Names are in kebab case, whichever way
 * they were written ({@code learning_rate} is {@code learning-rate}); single values are texts as
 * they were written, so that {@code no} is not false, nor {@code 1e-5} another number.
 *
 * <p>What is asked of a name and is not of that form is a {@link UsageException} that tells file
 * and name.
 */
public final class Settings {

  private final String file;
  private final String path;
  private final Map<String, Object> values = new LinkedHashMap<>();

  private Settings(String file, String path, Map<?, ?> content) {
    this.file = file;
    this.path = path;
    content.forEach(
        (name, value) -> {
          String kebab = name.toString().replace('_', '-');
          if (values.containsKey(kebab)) {
            throw new UsageException(where(kebab) + " is given twice. Leave one of the two out.");
          }
          values.put(kebab, value);
        });
  }

  /**
   * Reads a file: JSON where its name ends so, YAML otherwise.
   *
   * @throws UsageException if it cannot be read, or does not hold values by name
   */
  public static Settings read(Path file) {
    String name = file.toString();
    SettingsReader reader = new SettingsReader(name);
    try {
      String text = Files.readString(file);
      return new Settings(name, "", name.endsWith(".json") ? reader.json(text) : reader.yaml(text));
    } catch (CharacterCodingException e) {
      throw new UsageException(name + " cannot be read: it is not valid UTF-8.", e);
    } catch (IOException e) {
      throw new UsageException(name + " cannot be read: " + Reason.of(e) + ".", e);
    }
  }

  /** A name of this section as an error begins with it: {@code sweep.yaml: halving.factor}. */
  public String where(String name) {
    return file + ": " + path + name;
  }

  /** The names in the order of the file. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Whether there is something by this name; a name with nothing after it is as if not there. */
  public boolean has(String name) {
    return values.get(name) != null;
  }

  /**
   * Checks that there are no other names.
   *
   * @throws UsageException if there are
   */
  public void allow(List<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new UsageException(
            where(name) + " has no meaning. It must be one of " + String.join(", ", known) + ".");
      }
    }
  }

  /** A single value. */
  public Optional<String> text(String name) {
    Object value = values.get(name);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw new UsageException(where(name) + " holds " + kind(value) + ". Give a single value.");
  }

  /** A number. */
  public OptionalDouble number(String name) {
    Optional<String> text = text(name);
    try {
      return text.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Double.parseDouble(text.get()));
    } catch (NumberFormatException e) {
      throw new UsageException(where(name) + ": \"" + text.get() + "\" is not a number.", e);
    }
  }

  /** A whole number. */
  public OptionalLong whole(String name) {
    Optional<String> text = text(name);
    try {
      return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw new UsageException(where(name) + ": \"" + text.get() + "\" is not a whole number.", e);
    }
  }

  /** Values by name under a name; without any where there are none. */
  public Settings section(String name) {
    Object value = values.get(name);
    if (value == null || value instanceof Map) {
      return new Settings(file, path + name + ".", value instanceof Map<?, ?> map ? map : Map.of());
    }
    throw new UsageException(
        where(name) + " holds " + kind(value) + ". It must hold values by name.");
  }

  /** A list whose parts are values by name: {@code jobs[1]} is the first. */
  public List<Settings> sections(String name) {
    List<Settings> sections = new ArrayList<>();
    for (Object part : list(name)) {
      String place = name + "[" + (sections.size() + 1) + "]";
      if (!(part instanceof Map<?, ?> map)) {
        throw new UsageException(
            where(place) + " is " + kind(part) + ". It must hold values by name.");
      }
      sections.add(new Settings(file, path + place + ".", map));
    }
    return sections;
  }

  /** Whether values by name stand under a name. */
  public boolean isSection(String name) {
    return values.get(name) instanceof Map;
  }

  /** The parts of a list, or the one value that is there: texts, maps or lists. */
  public List<?> list(String name) {
    Object value = values.get(name);
    return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
  }

  /** A single value, or a list of such as the command line has it: with commas. */
  public Optional<String> commas(String name) {
    return has(name) ? Optional.of(commas(where(name), list(name))) : Optional.empty();
  }

  /**
   * Single values with commas between them.
   *
   * @param where what an error begins with
   */
  public static String commas(String where, List<?> parts) {
    for (Object part : parts) {
      if (!(part instanceof String)) {
        throw new UsageException(
            where
                + " holds "
                + (part == null ? "nothing" : kind(part))
                + ". Each option must be a single value, or a list of such.");
      }
    }
    return String.join(",", parts.stream().map(Object::toString).toList());
  }

  private static String kind(Object value) {
    return value instanceof Map ? "an object" : value instanceof List ? "a list" : "a value";
  }
}
