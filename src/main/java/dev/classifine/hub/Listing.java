package dev.classifine.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.util.Set;
import java.util.TreeSet;

/**
 * A state of a repository.
 *
 * @param commit 40 hexadecimal digits
 * @param files the paths of all its files, as the server named them: not to be trusted
 */
record Listing(String commit, Set<String> files) {

  /**
   * Reads the hub's answer.
   *
   * @param where what to call it in an error
   * @throws ClassifineException if it is not such an answer
   */
  static Listing parse(String json, String where) {
    JsonObject answer = Json.parseObject(json, where);
    String commit = text(answer.get("sha"));
    if (!HubModel.isCommit(commit)) {
      throw new ClassifineException(where + ": \"sha\" is not a commit.");
    }
    JsonElement siblings = answer.get("siblings");
    if (siblings == null || !siblings.isJsonArray()) {
      throw new ClassifineException(where + ": no list of files, \"siblings\".");
    }
    Set<String> files = new TreeSet<>();
    for (JsonElement file : siblings.getAsJsonArray()) {
      files.add(file.isJsonObject() ? text(file.getAsJsonObject().get("rfilename")) : "");
    }
    return new Listing(commit, files);
  }

  private static String text(JsonElement value) {
    boolean string =
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    return string ? value.getAsString() : "";
  }
}
