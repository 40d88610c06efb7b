package dev.classifine.card;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The rows of a run in words. Of a file only its name is told, not where it lay; of a query, which
 * may name files and servers, that it was one.
 */
final class Data {

  private Data() {}

  /** Whether rows were evaluated on. */
  static boolean isEvaluated(JsonObject run) {
    return run.has("eval") && run.getAsJsonObject("metrics").has("eval_samples");
  }

  /** What was evaluated on. */
  static String evaluation(JsonObject run) {
    JsonObject eval = run.getAsJsonObject("eval");
    String file = source(eval);
    if (eval.has("held_out_fraction")) {
      return file + " (held out: " + eval.get("held_out_fraction").getAsString() + " of the rows)";
    }
    return eval.has("held_out_fold")
        ? file + " (held out: fold " + eval.get("held_out_fold").getAsString() + ")"
        : file;
  }

  /** What rows were read from: the name of a file, or {@code a query}. */
  static String source(JsonObject part) {
    return part.has("query") ? "a query" : fileName(part.get("file").getAsString());
  }

  /**
   * The SHA-256 of a file of rows, or of what a query gave; that of the training file for rows that
   * were held out of it.
   */
  static String hash(JsonObject run, String part) {
    JsonElement hash = run.getAsJsonObject(part).get("sha256");
    return (hash == null ? run.getAsJsonObject("train").get("sha256") : hash).getAsString();
  }

  /** A path's last name, of any system's paths. */
  static String fileName(String path) {
    String plain = path.replaceFirst("[/\\\\]+$", "");
    return plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1);
  }
}
