package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every example of docs/testing.md stands in a test as it is, white space apart. */
class TestingDocumentTest {

  private static final Path TESTS = Path.of("src/test/java/dev/classifine/junit");

  @Test
  void everyExampleIsRunByATest() throws IOException {
    List<String> tests = tests();
    List<String> examples =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/testing.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertEquals(5, examples.size());
    for (String example : examples) {
      String code = plain(example);
      assertTrue(code.length() > 80, example);
      assertTrue(tests.stream().anyMatch(test -> test.contains(code)), example);
    }
  }

  /** The defaults that the document names. */
  @Test
  void theDefaultsAreThoseOfTheDocument() {
    assertEquals(10, Experiment.EPOCHS);
    assertEquals(4, Experiment.BATCH_SIZE);
    assertEquals(0.01, Experiment.LEARNING_RATE);
    assertEquals(new TinyModel(2, 32, 2, 32, 0.1), TinyModel.DEFAULT);
    assertEquals(42, ClassifineTest.DEFAULT_SEED);
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      return files
          .filter(file -> file.toString().endsWith("ExampleTest.java"))
          .map(TestingDocumentTest::read)
          .map(TestingDocumentTest::plain)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String plain(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
