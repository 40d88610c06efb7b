package dev.classifine.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.NoSuchElementException;

/** An object on each line; blank lines are skipped. The first object tells which keys hold what. */
final class JsonLinesSource extends ExampleSource {

  private final BufferedReader reader;
  private final LabelReader labelReader;
  private final boolean labelled;
  private Columns columns;
  private boolean resolved;
  private String next;
  private long line;

  JsonLinesSource(
      String where,
      BufferedReader reader,
      Columns columns,
      LabelReader labelReader,
      Labels labels) {
    super(where, reader);
    this.reader = reader;
    this.columns = columns;
    this.labelReader = labelReader;
    this.labelled = labels == Labels.REQUIRED;
    advance();
  }

  private void advance() {
    try {
      do {
        next = reader.readLine();
        line++;
      } while (next != null && next.isBlank());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Example next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    String place = where() + ":" + line;
    JsonObject object = Json.parseObject(next, place);
    if (!resolved) {
      columns = columns.in(object.keySet(), place, labelled);
      resolved = true;
    }
    Example example =
        new Example(
            string(object, columns.text()),
            columns.textPair() == null ? null : string(object, columns.textPair()),
            labelled ? labelReader.json(object.get(columns.label()), place) : null,
            line);
    advance();
    return example;
  }

  private String string(JsonObject object, String key) {
    JsonElement value = object.get(key);
    if (value == null) {
      throw error(
          line,
          "no key " + key + ". Every row must have it; this one has " + object.keySet() + ".");
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw error(line, key + " is " + Json.kind(value) + ". It must be a string.");
    }
    return Unicode.wellFormed(value.getAsString());
  }
}
