package dev.classifine.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.Locale;
import java.util.Map;

/**
 * A database's values as the JSON that says the same: texts, numbers, true and false, null, lists,
 * maps as objects, JSON as it is. Dates and the like are texts.
 */
final class SqlValues {

  private SqlValues() {}

  /**
   * One value of a row.
   *
   * @param column from 1
   * @param type what the database calls the column's type
   * @param where what an error begins with
   */
  static JsonElement of(ResultSet row, int column, String type, String where) throws SQLException {
    String name = type.toLowerCase(Locale.ROOT);
    if (name.equals("json") || name.equals("jsonb")) {
      String text = row.getString(column);
      return text == null ? JsonNull.INSTANCE : Json.parseDistinct(text, where);
    }
    return of(row.getObject(column), type, where);
  }

  private static JsonElement of(Object value, String type, String where) throws SQLException {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    if (value instanceof Number number) {
      return number(number, where);
    }
    if (value instanceof Array list) {
      return list(list.getArray(), type, where);
    }
    if (value instanceof Object[] list) {
      return list(list, type, where);
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        object.add(String.valueOf(entry.getKey()), of(entry.getValue(), type, where));
      }
      return object;
    }
    if (value instanceof Struct || value instanceof Blob || value instanceof byte[]) {
      throw new ClassifineException(
          where
              + ": is of type "
              + type
              + ", which is neither a text, a number, true or false, nor a list. Convert it in the"
              + " query, as with CAST or to_json.");
    }
    return text(
        value instanceof Clob text
            ? text.getSubString(1, (int) Math.min(text.length(), DataFormat.MAX_ROW_CHARS + 1L))
            : value.toString(),
        where);
  }

  private static JsonElement number(Number number, String where) {
    if ((number instanceof Double || number instanceof Float)
        && !Double.isFinite(number.doubleValue())) {
      throw new ClassifineException(
          where + ": is " + number + ". A number must be finite; leave the row out.");
    }
    return new JsonPrimitive(number);
  }

  private static JsonElement list(Object items, String type, String where) throws SQLException {
    JsonArray list = new JsonArray();
    for (Object item : (Object[]) items) {
      list.add(of(item, type, where));
    }
    return list;
  }

  private static JsonElement text(String text, String where) {
    if (text.length() > DataFormat.MAX_ROW_CHARS) {
      throw new ClassifineException(
          "%s: longer than %,d characters, which is the most that a row may hold."
              .formatted(where, DataFormat.MAX_ROW_CHARS));
    }
    return new JsonPrimitive(Unicode.wellFormed(text));
  }
}
