package dev.classifine.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Makes a {@link RawLabel} of a cell or of a JSON value. */
final class LabelParser {

  private static final String QUOTED = "(\"[^\"]*\"|'[^']*')";

  /** Quoted texts in brackets, as Python or NumPy writes them. */
  private static final Pattern TEXTS =
      Pattern.compile("\\[\\s*" + QUOTED + "([\\s,]+(" + QUOTED + "|\\[[^\\[\\]]*]))*[\\s,]*]\\s*");

  private LabelParser() {}

  /**
   * @param delimiter what separates labels, or null
   * @param where file and line
   */
  static RawLabel ofCell(String cell, String delimiter, String where) {
    if (cell.startsWith("[")) {
      RawLabel list = jsonList(cell, where);
      if (list != null) {
        return list;
      }
    }
    if (delimiter != null) {
      return split(cell, delimiter, where);
    }
    if (cell.isBlank()) {
      throw empty(
          where,
          "Every row must have one; for rows with no label or with several, give a label delimiter"
              + " or write lists such as [].");
    }
    return new RawLabel.One(cell, false);
  }

  /**
   * @param column the label's key
   * @param where file and line
   */
  static RawLabel ofJson(JsonElement value, String column, String where) {
    if (value.isJsonPrimitive()) {
      return new RawLabel.One(nonEmpty(value, where), isString(value));
    }
    if (value.isJsonObject()) {
      return marks(value.getAsJsonObject(), column, where);
    }
    if (!value.isJsonArray()) {
      throw new ClassifineException(
          ("%s: \"%s\" is %s. A label must be a string, a number, true or false, a list of"
                  + " these, or an object with 1, 0 or -100 for each label.")
              .formatted(where, column, Json.kind(value)));
    }
    List<String> values = new ArrayList<>();
    boolean quoted = false;
    boolean ignored = false;
    for (JsonElement item : value.getAsJsonArray()) {
      if (!item.isJsonPrimitive()) {
        throw new ClassifineException(
            "%s: \"%s\" holds %s. A list of labels must hold strings or numbers."
                .formatted(where, column, Json.kind(item)));
      }
      values.add(nonEmpty(item, where));
      quoted |= isString(item);
      ignored |= !isString(item) && item.getAsString().equals(RawLabel.IGNORED);
    }
    return new RawLabel.Many(values, quoted, ignored);
  }

  private static RawLabel marks(JsonObject labels, String column, String where) {
    if (labels.size() == 0) {
      throw new ClassifineException(
          "%s: \"%s\" is an object without a label. Write [] for a row that has none."
              .formatted(where, column));
    }
    List<String> present = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    labels
        .asMap()
        .forEach(
            (label, mark) -> {
              String name = nonEmpty(new JsonPrimitive(label), where);
              switch (mark.toString()) {
                case "1", "1.0", "true" -> present.add(name);
                case "0", "0.0", "false" -> absent.add(name);
                case "-100", "-100.0" -> ignored.add(name);
                default ->
                    throw new ClassifineException(
                        ("%s: \"%s\" gives %s for the label %s. It must be 1 where the row has the"
                                + " label, 0 where it has not, or -100 where that is not known.")
                            .formatted(
                                where, column, Shortened.of(mark.toString()), Shortened.of(label)));
              }
            });
    return new RawLabel.Marks(present, absent, ignored);
  }

  /** The list that a cell holds, or null where it is an ordinary label that begins with "[". */
  private static RawLabel jsonList(String cell, String where) {
    JsonElement list = parsed(cell, where);
    if (list != null) {
      return ofJson(list, "label", where);
    }
    if (TEXTS.matcher(cell).matches() || isListOfNumbers(cell)) {
      throw new ClassifineException(
          ("%s: the label %s looks like a list, but is not one of JSON. Write lists as JSON, with"
               + " double quotes and commas: [\"a\", \"b\"] (in CSV: \"[\"\"a\"\", \"\"b\"\"]\"),"
               + " or use a label delimiter.")
              .formatted(where, Shortened.of(cell)));
    }
    return null;
  }

  /** Null where it is no JSON list of texts and numbers. */
  private static JsonElement parsed(String cell, String where) {
    JsonElement list;
    try {
      list = Json.parse(cell, where);
    } catch (ClassifineException notJson) {
      return null;
    }
    for (JsonElement item : list.getAsJsonArray()) {
      if (!item.isJsonPrimitive() || item.getAsJsonPrimitive().isBoolean()) {
        return null;
      }
    }
    return list;
  }

  /** Of two or more, as NumPy writes them, with spaces between. */
  private static boolean isListOfNumbers(String cell) {
    String list = cell.strip();
    if (!list.endsWith("]")) {
      return false;
    }
    String[] items = list.substring(1, list.length() - 1).strip().split("[\\s,]+");
    return items.length > 1 && Arrays.stream(items).allMatch(Numbers::isNumber);
  }

  private static RawLabel split(String cell, String delimiter, String where) {
    List<String> values = new ArrayList<>();
    if (cell.isBlank()) {
      return new RawLabel.Many(values, false);
    }
    int start = 0;
    while (start <= cell.length()) {
      int end = cell.indexOf(delimiter, start);
      String part = cell.substring(start, end < 0 ? cell.length() : end).strip();
      if (part.isEmpty()) {
        throw new ClassifineException(
            "%s: there is no label before or after a \"%s\" in %s. Remove the delimiter."
                .formatted(where, delimiter, Shortened.of(cell)));
      }
      values.add(part);
      start = end < 0 ? cell.length() + 1 : end + delimiter.length();
    }
    return new RawLabel.Many(values, false);
  }

  private static boolean isString(JsonElement value) {
    return value.getAsJsonPrimitive().isString();
  }

  private static String nonEmpty(JsonElement value, String where) {
    String text = value.getAsString();
    if (text.isBlank()) {
      throw empty(where, "Every row must have one; a row without labels is written as [].");
    }
    return Unicode.wellFormed(text);
  }

  private static ClassifineException empty(String where, String remedy) {
    return new ClassifineException(where + ": the label is empty. " + remedy);
  }
}
