package dev.classifine.data;

import com.google.gson.JsonElement;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Labels as cells and JSON values write them. */
final class LabelReader {

  private final String delimiter;
  private final Pattern splitter;

  /**
   * @param delimiter what stands between the labels of a cell; null where a cell holds one label or
   *     a JSON list
   */
  LabelReader(String delimiter) {
    this.delimiter = delimiter;
    this.splitter = delimiter == null ? null : Pattern.compile(Pattern.quote(delimiter));
  }

  /** The label of a cell. */
  RawLabel cell(String cell, String where) {
    String trimmed = cell.trim();
    if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
      return json(Json.parse(trimmed, where + ": label"), where);
    }
    if (delimiter != null) {
      return delimited(trimmed, where);
    }
    if (trimmed.isEmpty()) {
      throw new ClassifineException(
          where
              + ": the label is empty. Every row needs one; a row without labels is written [] or,"
              + " with --label-delimiter, as an empty cell.");
    }
    return new RawLabel.One(trimmed);
  }

  private RawLabel delimited(String cell, String where) {
    List<String> labels = new ArrayList<>();
    if (!cell.isEmpty()) {
      for (String part : splitter.split(cell, -1)) {
        if (part.isBlank()) {
          throw new ClassifineException(
              where
                  + ": the labels \""
                  + cell
                  + "\" hold an empty one between two delimiters \""
                  + delimiter
                  + "\".");
        }
        labels.add(part.trim());
      }
    }
    return new RawLabel.Many(labels);
  }

  /** The label of a JSON value: a string, a number, true or false, or a list of them. */
  RawLabel json(JsonElement value, String where) {
    if (value == null || value.isJsonNull()) {
      throw new ClassifineException(
          where
              + ": the label is missing. Every row needs one; a row without labels is written [].");
    }
    if (value.isJsonArray()) {
      List<String> labels = new ArrayList<>();
      value.getAsJsonArray().forEach(item -> labels.add(single(item, where)));
      return new RawLabel.Many(labels);
    }
    return new RawLabel.One(single(value, where));
  }

  private static String single(JsonElement value, String where) {
    if (!value.isJsonPrimitive() || value.getAsString().isBlank()) {
      throw new ClassifineException(
          where
              + ": the label "
              + Json.line(value)
              + " is "
              + (value.isJsonPrimitive() ? "empty" : Json.kind(value))
              + ". A label must be a string, a number, or a list of these.");
    }
    return Unicode.wellFormed(value.getAsString());
  }
}
