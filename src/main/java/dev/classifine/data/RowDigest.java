package dev.classifine.data;

import com.google.gson.JsonArray;
import dev.classifine.io.Json;
import dev.classifine.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of rows: of each as a JSON list on a line. */
final class RowDigest {

  private final MessageDigest digest = Sha256.digest();

  void add(JsonArray row) {
    digest.update((Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** In 64 small hexadecimal digits; nothing can be added afterwards. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
