package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.function.Executable;

/** Inputs for the tests of this package, and checks of messages. */
final class DataFiles {

  private DataFiles() {}

  /** Reads a text as if it were the file {@code data}. */
  static List<Example> read(DataFormat format, String content) {
    return read(format, content, Columns.AUTOMATIC, null, LabelUse.REQUIRED);
  }

  static List<Example> read(
      DataFormat format, String content, Columns columns, String delimiter, LabelUse use) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return read(format, bytes, columns, delimiter, use);
  }

  static List<Example> read(
      DataFormat format, byte[] content, Columns columns, String delimiter, LabelUse use) {
    try (ExampleSource source =
        ExampleSource.open(
            new ByteArrayInputStream(content), "data", format, columns, delimiter, use)) {
      List<Example> rows = new ArrayList<>();
      source.forEachRemaining(rows::add);
      return rows;
    }
  }

  static Examples csv(String content) {
    return new Examples("data", read(DataFormat.CSV, content));
  }

  static Examples jsonLines(String content) {
    return new Examples("data", read(DataFormat.JSON_LINES, content));
  }

  /** CSV with the text "t" and these label cells, from line 2 on. */
  static Examples labelled(String... labels) {
    return csv("text,label\nt," + String.join("\nt,", labels) + "\n");
  }

  /** JSON Lines with the text "t" and these label values, from line 1 on. */
  static Examples labelledJson(String... labels) {
    StringBuilder lines = new StringBuilder();
    for (String label : labels) {
      lines.append("{\"text\": \"t\", \"label\": ").append(label).append("}\n");
    }
    return jsonLines(lines.toString());
  }

  static Path write(Path folder, String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /** Checks that exactly this exception is thrown and its message holds all the parts. */
  static <E extends RuntimeException> void assertFails(
      Class<E> type, Executable action, String... parts) {
    E thrown = assertThrows(type, action);
    assertTrue(thrown.getClass() == type, () -> "thrown: " + thrown.getClass() + ": " + thrown);
    for (String part : parts) {
      assertTrue(
          thrown.getMessage().contains(part),
          () -> "\"" + part + "\" is not in: " + thrown.getMessage());
    }
  }
}
