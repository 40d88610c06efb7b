package dev.classifine.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** The constants of a program, collected part by part. */
final class Constants {

  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds one; a program must use every one of them. */
  Constants put(String name, Object value) {
    if (values.put(name, value) != null) {
      throw new IllegalArgumentException("The constant $" + name + " is given twice.");
    }
    return this;
  }

  Map<String, Object> values() {
    return values;
  }
}
