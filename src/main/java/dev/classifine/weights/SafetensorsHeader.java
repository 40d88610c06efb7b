package dev.classifine.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked to the last byte: known formats, shapes that fit their
 * bytes, and tensors that fill the file's data without overlap or holes.
 */
final class SafetensorsHeader {

  /** A tensor and where its bytes begin, counted from the end of the header. */
  record Entry(TensorInfo info, long begin, long end) {}

  private final String where;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param json the header's text
   * @param where the file's name, for errors
   * @param dataLength how many bytes follow the header
   */
  SafetensorsHeader(String json, String where, long dataLength) {
    this.where = where;
    JsonObject header = Json.parseObject(json, where + ": header");
    for (Map.Entry<String, JsonElement> tensor : header.entrySet()) {
      if (!tensor.getKey().equals("__metadata__")) {
        entries.put(tensor.getKey(), entry(tensor.getKey(), tensor.getValue()));
      }
    }
    checkCoverage(dataLength);
  }

  Map<String, Entry> entries() {
    return entries;
  }

  private Entry entry(String name, JsonElement value) {
    if (!value.isJsonObject()) {
      throw wrong(
          name, "is " + Json.kind(value) + ", not an object of dtype, shape and data_offsets");
    }
    JsonObject object = value.getAsJsonObject();
    TensorInfo info = new TensorInfo(name, type(name, object), shape(name, object));
    long[] offsets = numbers(name, object, "data_offsets");
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw wrong(
          name, "has the data_offsets " + object.get("data_offsets") + ", not [begin, end]");
    }
    long bytes;
    try {
      bytes = info.byteSize();
    } catch (ArithmeticException e) {
      throw wrong(
          name, "has the shape " + object.get("shape") + ", more elements than can be counted");
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw wrong(
          name,
          "has "
              + (offsets[1] - offsets[0])
              + " bytes by its data_offsets and "
              + bytes
              + " by its shape "
              + object.get("shape")
              + " of "
              + info.type());
    }
    return new Entry(info, offsets[0], offsets[1]);
  }

  private ElementType type(String name, JsonObject tensor) {
    JsonElement type = tensor.get("dtype");
    for (ElementType known : ElementType.values()) {
      if (type != null && type.isJsonPrimitive() && known.name().equals(type.getAsString())) {
        return known;
      }
    }
    throw wrong(
        name, "has the dtype " + type + ", which is none of " + List.of(ElementType.values()));
  }

  private long[] shape(String name, JsonObject tensor) {
    return numbers(name, tensor, "shape");
  }

  private long[] numbers(String name, JsonObject tensor, String key) {
    JsonElement value = tensor.get(key);
    if (value == null || !value.isJsonArray()) {
      throw wrong(name, "has the " + key + " " + value + ", not a list of numbers");
    }
    JsonArray list = value.getAsJsonArray();
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = count(name, key, list.get(i));
    }
    return numbers;
  }

  private long count(String name, String key, JsonElement element) {
    try {
      if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
        String digits = element.getAsString();
        if (digits.length() <= 19) { // before a BigDecimal expands 1e999999999
          long number = new BigDecimal(digits).longValueExact();
          if (number >= 0) {
            return number;
          }
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // said below
    }
    throw wrong(name, "has " + element + " in its " + key + ", not a whole number of at least 0");
  }

  private void checkCoverage(long dataLength) {
    List<Entry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    for (Entry entry : inOrder) {
      if (entry.end() > dataLength) {
        throw wrong(
            entry.info().name(),
            "ends at byte "
                + entry.end()
                + " of the data, which has only "
                + dataLength
                + "; the file is cut off or its header is wrong");
      }
      if (entry.begin() != covered) {
        throw wrong(
            entry.info().name(),
            "begins at byte "
                + entry.begin()
                + " of the data where the tensor before it ends at "
                + covered
                + "; tensors must neither overlap nor leave holes");
      }
      covered = entry.end();
    }
    if (covered != dataLength) {
      throw new ClassifineException(
          where
              + ": the tensors fill "
              + covered
              + " bytes of data, but the file has "
              + dataLength
              + ". They must fill it; load the file again from where it came from.");
    }
  }

  private ClassifineException wrong(String tensor, String what) {
    return new ClassifineException(
        where
            + ": the tensor "
            + tensor
            + " "
            + what
            + ". Load the file again from where it came from.");
  }
}
