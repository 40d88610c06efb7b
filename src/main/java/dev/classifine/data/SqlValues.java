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
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A database's values as the JSON that says the same: texts, numbers, true and false, null, lists,
 * maps as objects, JSON as it is. Dates and the like are texts, and so is what only the driver can
 * write.
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
    JsonElement value = known(row.getObject(column), type, where);
    return value == null ? text(row.getString(column), where) : value;
  }

  /** A value of a map, or of a list that is not an array of the database's own. */
  private static JsonElement part(Object value, String type, String where) throws SQLException {
    JsonElement part = known(value, type, where);
    if (part == null) {
      throw refused(type, where);
    }
    return part;
  }

  /** Null where the value is of a class that is the driver's own. */
  private static JsonElement known(Object value, String type, String where) throws SQLException {
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
      return list(list, type, where);
    }
    if (value instanceof Object[] list) {
      return list(list, type, where);
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        object.add(String.valueOf(entry.getKey()), part(entry.getValue(), type, where));
      }
      return object;
    }
    if (value instanceof Struct || value instanceof Blob || value instanceof byte[]) {
      throw refused(type, where);
    }
    if (value instanceof Clob text) {
      int length = (int) Math.min(text.length(), DataFormat.MAX_ROW_CHARS + 1L);
      return text(text.getSubString(1, length), where);
    }
    if (value instanceof SQLXML xml) {
      return text(xml.getString(), where);
    }
    return isText(value) ? text(value.toString(), where) : null;
  }

  private static boolean isText(Object value) {
    return value instanceof CharSequence
        || value instanceof TemporalAccessor
        || value instanceof TemporalAmount
        || value instanceof Date
        || value instanceof UUID;
  }

  private static ClassifineException refused(String type, String where) {
    return new ClassifineException(
        where
            + ": is of type "
            + type
            + ", which is neither a text, a number, true or false, nor a list. Convert it in the"
            + " query, as with CAST or to_json.");
  }

  private static JsonElement number(Number number, String where) {
    if ((number instanceof Double || number instanceof Float)
        && !Double.isFinite(number.doubleValue())) {
      throw new ClassifineException(
          where + ": is " + number + ". A number must be finite; leave the row out.");
    }
    return new JsonPrimitive(number);
  }

  private static JsonElement list(Array array, String type, String where) throws SQLException {
    JsonArray list = new JsonArray();
    for (Object item : (Object[]) array.getArray()) {
      JsonElement element = known(item, type, where);
      if (element == null) {
        return texts(array, type, where);
      }
      list.add(element);
    }
    return list;
  }

  /** The elements of an array as the driver writes them. */
  private static JsonElement texts(Array array, String type, String where) throws SQLException {
    JsonArray list = new JsonArray();
    try (ResultSet elements = array.getResultSet()) { // each a row of its index and its value
      while (elements.next()) {
        String text = elements.getString(2);
        list.add(text == null ? JsonNull.INSTANCE : text(text, where));
      }
    } catch (SQLFeatureNotSupportedException e) {
      throw refused(type, where);
    }
    return list;
  }

  private static JsonElement list(Object[] items, String type, String where) throws SQLException {
    JsonArray list = new JsonArray();
    for (Object item : items) {
      list.add(part(item, type, where));
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
