package dev.classifine.tracking;

import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of JSON Lines whose objects have a {@code step}, in ascending order. */
final class MetricsFile {

  private MetricsFile() {}

  /**
   * How many bytes the lines up to a step take; 0 where there is no file. A line that was cut, and
   * what follows it, is not counted.
   */
  static long lengthUpTo(Path file, long step) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    long kept = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          line.write(next);
        } else if (!isUpTo(line.toString(StandardCharsets.UTF_8), step)) {
          return kept;
        } else {
          kept += line.size() + 1;
          line.reset();
        }
      }
    }
    return kept;
  }

  private static boolean isUpTo(String line, long step) {
    try {
      return Json.parseObject(line, JsonLines.FILE).get("step") instanceof JsonPrimitive at
          && Json.scalar(at) instanceof Long number
          && number <= step;
    } catch (ClassifineException e) {
      return false; // not a line of ours
    }
  }
}
