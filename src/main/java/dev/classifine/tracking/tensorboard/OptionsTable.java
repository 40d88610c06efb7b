package dev.classifine.tracking.tensorboard;

import dev.classifine.io.Json;
import java.util.Map;

/** Options as a table in Markdown. */
final class OptionsTable {

  private OptionsTable() {}

  /**
   * The table.
   *
   * @param values by name; what is null was not given and is left out
   */
  static String of(Map<String, Object> values) {
    StringBuilder table = new StringBuilder("| option | value |\n|---|---|\n");
    values.forEach(
        (name, value) -> {
          if (value != null) {
            String text = value instanceof String given ? given : Json.line(value);
            String cell = text.replaceAll("\\s", " ").replace("|", "\\|").replace("`", "'");
            table.append("| ").append(name).append(" | `").append(cell).append("` |\n");
          }
        });
    return table.toString();
  }
}
