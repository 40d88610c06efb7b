package dev.classifine.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a program: source files from the class path, one after the other, with every {@code
 * $NAME} replaced by its constant.
 *
 * @param className the module class that the text declares
 * @param text TorchScript as {@code torch.jit.save} writes it
 */
public record ProgramSource(String className, String text) {

  private static final Pattern CONSTANT = Pattern.compile("\\$([A-Z][A-Z0-9_]*)");

  /**
   * Reads sources that lie beside a class and fills in their constants.
   *
   * @param beside the class whose package holds the files
   * @param className the module class that the last file declares
   * @param constants a value for each {@code $NAME}: a {@link Boolean}, an {@link Integer}, a
   *     {@link Double}, or source text as a {@link String}
   * @param files names such as {@code "bert.py"}
   * @throws IllegalArgumentException if a constant of the text has no value, or a value has no
   *     place
   */
  public static ProgramSource of(
      Class<?> beside, String className, Map<String, Object> constants, String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      text.append(read(beside, file));
    }
    return new ProgramSource(className, fill(text.toString(), constants));
  }

  /** The text without the module class and the comment before it: the functions that it calls. */
  public String functions() {
    return text.replaceFirst("(?s)(?:#[^\n]*\n)*class " + className + "\\(Module\\):.*", "");
  }

  private static String fill(String text, Map<String, Object> constants) {
    java.util.Set<String> used = new java.util.HashSet<>();
    String filled =
        CONSTANT
            .matcher(text)
            .replaceAll(
                match -> {
                  Object value = constants.get(match.group(1));
                  if (value == null) {
                    throw new IllegalArgumentException(
                        "The program's constant $" + match.group(1) + " has no value.");
                  }
                  used.add(match.group(1));
                  return Matcher.quoteReplacement(literal(value));
                });
    if (!used.equals(constants.keySet())) {
      throw new IllegalArgumentException(
          "Of the constants " + constants.keySet() + " the program uses only " + used + ".");
    }
    return filled;
  }

  private static String literal(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ProgramSource::element).collect(Collectors.joining(", ", "[", "]"));
    }
    return value.toString(); // Java writes integers and doubles as Python reads them
  }

  private static String element(Object value) {
    return value instanceof String text ? '"' + text + '"' : literal(value);
  }

  private static String read(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "No program source " + file + " beside " + beside.getName() + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
