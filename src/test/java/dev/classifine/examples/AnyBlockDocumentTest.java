package dev.classifine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code of the document is that of the example, but for its indentation. */
class AnyBlockDocumentTest {

  private static final Path EXAMPLE = Path.of("src/test/java/dev/classifine/examples");

  @Test
  void everyPieceOfCodeStandsInTheExample() throws IOException {
    String document = Files.readString(Path.of("docs/any-block.md"));
    String example =
        flush(Files.readString(EXAMPLE.resolve("ShapeTagger.java")))
            + flush(Files.readString(EXAMPLE.resolve("ShapePictures.java")));
    List<String> pieces =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(document)
            .results()
            .map((MatchResult match) -> flush(match.group(1)))
            .toList();
    assertEquals(8, pieces.size());
    for (String piece : pieces) {
      assertTrue(example.contains(piece), () -> "not in the example:\n" + piece);
    }
  }

  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
