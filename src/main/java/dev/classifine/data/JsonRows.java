package dev.classifine.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.List;

/** The rows of JSON Lines or of a JSON array of objects. */
final class JsonRows implements Rows {

  /** The texts of JSON values, one after the other. */
  interface Values {
    /** The next value's text, or null after the last. */
    String next() throws IOException;

    /** The 1-based line on which it begins. */
    long line();
  }

  private final String source;
  private final Selection selection;
  private final PushbackReader in;
  private final boolean arrayAllowed;
  private Values values;
  private List<String> columns = List.of();

  private JsonRows(Reader in, String source, Selection selection, boolean arrayAllowed) {
    this.in = new PushbackReader(in);
    this.source = source;
    this.selection = selection;
    this.arrayAllowed = arrayAllowed;
  }

  static JsonRows lines(Reader in, String source, Selection selection) {
    return new JsonRows(in, source, selection, false);
  }

  static JsonRows arrayOrLines(Reader in, String source, Selection selection) {
    return new JsonRows(in, source, selection, true);
  }

  @Override
  public Example next() throws IOException {
    if (values == null) {
      values = start();
    }
    String value = values.next();
    return value == null ? null : example(value, values.line());
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  private Values start() throws IOException {
    long linesBefore = 0;
    int c = in.read();
    for (; arrayAllowed && c >= 0 && Character.isWhitespace(c); c = in.read()) {
      linesBefore += c == '\n' ? 1 : 0;
    }
    if (arrayAllowed && c == '[') {
      return new JsonArrayValues(in, source, linesBefore + 1);
    }
    if (c >= 0) {
      in.unread(c);
    }
    return nonBlank(new LineReader(in, source, linesBefore));
  }

  private static Values nonBlank(LineReader lines) {
    return new Values() {
      @Override
      public String next() throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
          line = lines.next();
        }
        return line;
      }

      @Override
      public long line() {
        return lines.line();
      }
    };
  }

  private Example example(String json, long line) {
    String where = source + ":" + line;
    JsonObject row = Json.parseDistinctObject(json, where);
    ColumnChoice choice =
        ColumnChoice.of(row.keySet(), selection.columns(), selection.labelUse(), where);
    if (columns.isEmpty()) {
      columns =
          choice.label() == null ? List.of(choice.text()) : List.of(choice.text(), choice.label());
    }
    String pair = choice.textPair();
    return new Example(
        string(row, choice.text(), where),
        pair == null || row.get(pair).isJsonNull() ? null : string(row, pair, where),
        choice.label() == null
            ? null
            : LabelParser.ofJson(row.get(choice.label()), choice.label(), where),
        line,
        choice.weight() == null ? 1 : RowWeight.ofJson(row.get(choice.weight()), where));
  }

  private static String string(JsonObject row, String column, String where) {
    JsonElement value = row.get(column);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new ClassifineException(
          "%s: \"%s\" is %s. A text must be a string: put it in quotes, or name another column."
              .formatted(where, column, Json.kind(value)));
    }
    return Unicode.wellFormed(value.getAsString());
  }
}
