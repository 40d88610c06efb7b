package dev.classifine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Damages JSON while it stays JSON: values of other kinds, removed, doubled, moved, extreme. */
public final class JsonMutations {

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "2",
          "-1",
          "3.5",
          "127",
          "512",
          "100000",
          "2147483647",
          "2147483648",
          "-2147483648",
          "4294967295",
          "4294967296",
          "18446744073709551615",
          "99999999999999999999",
          "1e308",
          "-1e308",
          "1e-320",
          "1e999",
          "\"\"",
          "\"NaN\"",
          "\"a\"",
          "\"12\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"é▁\"",
          "[]",
          "{}",
          "[null]",
          "[1,2]",
          "[[]]",
          "[\"a\",0.5]",
          "{\"type\":\"Nothing\"}",
          "{\"\":{}}");

  private final Random random;
  private final List<String> values;

  /**
   * @param more values that are put in beside the usual ones
   */
  public JsonMutations(Random random, List<String> more) {
    this.random = random;
    this.values = new ArrayList<>(VALUES);
    this.values.addAll(more);
  }

  /** A value that seldom stands where it is put. */
  public JsonElement odd() {
    return JsonParser.parseString(values.get(random.nextInt(values.size())));
  }

  /** Changes one place at random, found by a walk from the root. */
  public void damage(JsonElement root) {
    JsonElement at = root;
    while (true) {
      if (size(at) == 0) {
        return;
      }
      String key = at instanceof JsonObject object ? anyKey(object) : null;
      int index = key == null ? random.nextInt(size(at)) : 0;
      JsonElement child = key == null ? at.getAsJsonArray().get(index) : field(at, key);
      if (size(child) > 0 && random.nextInt(5) > 0) {
        at = child;
      } else if (key != null) {
        change(at.getAsJsonObject(), key, child);
        return;
      } else {
        change(at.getAsJsonArray(), index, child);
        return;
      }
    }
  }

  private void change(JsonObject parent, String key, JsonElement value) {
    switch (random.nextInt(6)) {
      case 0 -> parent.remove(key);
      case 1 -> parent.add(key, field(parent, anyKey(parent)).deepCopy());
      case 2 -> parent.add(anyKey(parent), value.deepCopy());
      case 3 -> {
        parent.remove(key);
        parent.add(key + "x", value);
      }
      default -> parent.add(key, odd());
    }
  }

  private void change(JsonArray parent, int index, JsonElement value) {
    switch (random.nextInt(5)) {
      case 0 -> parent.remove(index);
      case 1 -> parent.add(value.deepCopy());
      case 2 -> parent.set(random.nextInt(parent.size()), value.deepCopy());
      default -> parent.set(index, odd());
    }
  }

  private String anyKey(JsonObject object) {
    return List.copyOf(object.keySet()).get(random.nextInt(object.size()));
  }

  private static JsonElement field(JsonElement object, String key) {
    return object.getAsJsonObject().get(key);
  }

  private static int size(JsonElement value) {
    if (value instanceof JsonObject object) {
      return object.size();
    }
    return value instanceof JsonArray array ? array.size() : 0;
  }
}
