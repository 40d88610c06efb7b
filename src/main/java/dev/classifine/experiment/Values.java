package dev.classifine.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values by name that are the same after they were written as JSON and read again. */
final class Values {

  private Values() {}

  /** A copy in the same order; what is not finite is null, since JSON has no number for it. */
  static Map<String, Object> of(Map<?, ?> map) {
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((name, value) -> values.put(name.toString(), value(value)));
    return Collections.unmodifiableMap(values);
  }

  /** What a file holds. */
  static Map<String, Object> of(JsonObject json) {
    Map<String, Object> values = new LinkedHashMap<>();
    json.asMap().forEach((name, value) -> values.put(name, value(value)));
    return Collections.unmodifiableMap(values);
  }

  private static Object value(Object value) {
    if (value instanceof Map<?, ?> map) {
      return of(map);
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Values::value).toList();
    }
    if (value instanceof Number number) {
      return number(number);
    }
    return value == null || value instanceof Boolean ? value : value.toString();
  }

  private static Number number(Number number) {
    if (number instanceof Float || number instanceof Double) {
      double value = Double.parseDouble(number.toString()); // 0.1f is meant to be 0.1
      return Double.isFinite(value) ? value : null;
    }
    return number.longValue();
  }

  private static Object value(JsonElement value) {
    if (value instanceof JsonObject object) {
      return of(object);
    }
    if (value instanceof JsonArray array) {
      List<Object> list = new java.util.ArrayList<>();
      array.forEach(element -> list.add(value(element)));
      return Collections.unmodifiableList(list);
    }
    return Json.scalar(value);
  }
}
