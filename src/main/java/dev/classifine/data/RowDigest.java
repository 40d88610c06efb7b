package dev.classifine.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import dev.classifine.io.Json;
import dev.classifine.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * The SHA-256 of rows as they are used: of the names of their columns and of each row's values as a
 * JSON list on a line, null where there is no such column.
 */
final class RowDigest {

  private final MessageDigest digest = Sha256.digest();

  RowDigest(ColumnChoice columns) {
    add(columns.inOrder().map(RowDigest::json));
  }

  void add(JsonElement... row) {
    add(Stream.of(row));
  }

  private void add(Stream<JsonElement> values) {
    JsonArray row = new JsonArray();
    values.forEach(row::add);
    digest.update((Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static JsonElement json(String name) {
    return name == null ? JsonNull.INSTANCE : new JsonPrimitive(name);
  }

  /** In 64 small hexadecimal digits; nothing can be added afterwards. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
