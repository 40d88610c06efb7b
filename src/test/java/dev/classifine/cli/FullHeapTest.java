package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullHeapTest {

  @TempDir Path folder;

  @Test
  void itIsToldLikeAnyOtherMistakeAndEndsTheRun() throws IOException, InterruptedException {
    Path data = folder.resolve("data.jsonl");
    try (Writer out = Files.newBufferedWriter(data)) {
      out.write("{\"label\": \"no\", \"text\": \"");
      for (int i = 0; i < 15; i++) {
        out.write("a".repeat(1 << 20));
      }
      out.write("\"}\n");
    }
    List<String> command = List.of("data", data.toString());
    String heap = "set -- \"${@/#-Xmx*/-Xmx24m}\"; ";
    try (ForkedRun run = ForkedRun.start(folder.resolve("log"), heap, command)) {
      String printed = run.ends(1);
      List<String> told = printed.lines().filter(line -> line.startsWith("classifine:")).toList();
      assertEquals(1, told.size(), printed);
      assertTrue(
          told.get(0)
              .matches("classifine: Java's memory is full: .+, of at most 2[0-9] MiB[.] .*Xmx.*"),
          printed);
      assertFalse(printed.contains("\tat "), printed);
    }
  }
}
