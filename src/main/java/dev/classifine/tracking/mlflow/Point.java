package dev.classifine.tracking.mlflow;

/**
 * A metric's value at a step.
 *
 * @param key letters, digits and {@code _-. /}
 * @param time milliseconds since 1970
 */
record Point(String key, double value, long time, long step) {

  /** A name as MLflow allows it: other characters, and parts that a path cannot have, become _. */
  static String key(String name) {
    String[] parts = name.replaceAll("[^/\\w.\\- ]", "_").split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].matches("\\.{0,2}") ? "_" : parts[i];
    }
    return String.join("/", parts);
  }
}
