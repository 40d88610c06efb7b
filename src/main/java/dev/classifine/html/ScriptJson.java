package dev.classifine.html;

import dev.classifine.io.Json;

/** JSON that may stand in an HTML {@code script} element. */
final class ScriptJson {

  private ScriptJson() {}

  /**
   * The value as JSON in which no character can end the element or a line of a script: {@code <},
   * {@code >}, {@code &} and the line separators are written as escapes, which mean the same.
   */
  static String of(Object value) {
    return Json.line(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
