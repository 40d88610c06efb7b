package dev.classifine.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle builds besides texts, {@link Long}, {@link Double} and {@link Boolean}. A container
 * may hold itself, so nothing here walks through one.
 */
final class PickleValue {

  /** Python's None. */
  static final Object NONE = new Object();

  private PickleValue() {}

  /** A tuple. */
  record Tuple(List<Object> items) {}

  /** A list, which grows. */
  record Sequence(List<Object> items) {
    Sequence() {
      this(new ArrayList<>());
    }
  }

  /** A dictionary, ordered or not; its keys are texts or integers. */
  record Dictionary(Map<Object, Object> entries) {
    Dictionary() {
      this(new LinkedHashMap<>());
    }

    List<String> keys() {
      return entries.keySet().stream().map(Object::toString).toList();
    }
  }

  /** A few words for an error. */
  static String describe(Object value) {
    if (value instanceof Dictionary dictionary) {
      return "a dictionary with the keys [" + Shown.list(dictionary.keys()) + "]";
    }
    if (value instanceof PickleGlobal global) {
      return global.toString();
    }
    if (value instanceof String text) {
      return "the text '" + Shown.text(text) + "'";
    }
    if (value instanceof Number || value instanceof Boolean) {
      return "the value " + value;
    }
    if (value == NONE) {
      return "None";
    }
    if (value instanceof PickledTensor) {
      return "a tensor";
    }
    return value instanceof Tuple ? "a tuple" : value instanceof Sequence ? "a list" : "a storage";
  }
}
