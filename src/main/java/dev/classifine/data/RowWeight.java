package dev.classifine.data;

import com.google.gson.JsonElement;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;

/** Reads what a row weighs in the training loss. */
final class RowWeight {

  private RowWeight() {}

  /**
   * @param where file and line
   * @throws ClassifineException if it is not a finite number of at least 0
   */
  static double ofCell(String cell, String where) {
    return checked(Numbers.toDouble(cell), Shortened.of(cell), where);
  }

  /**
   * @param where file and line
   * @throws ClassifineException if it is not a finite number of at least 0
   */
  static double ofJson(JsonElement value, String where) {
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw malformed(Json.kind(value), where);
    }
    return checked(Numbers.toDouble(value.getAsString()), value.getAsString(), where);
  }

  private static double checked(double weight, String found, String where) {
    if (!(weight >= 0)) {
      throw malformed(found, where);
    }
    return weight;
  }

  private static ClassifineException malformed(String found, String where) {
    return new ClassifineException(
        ("%s: the weight of the row is %s. It must be a finite number of at least 0: correct the"
                + " row, or name another column with --weight-column.")
            .formatted(where, found));
  }
}
