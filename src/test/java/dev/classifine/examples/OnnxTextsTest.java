package dev.classifine.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.Exports;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.model.SaveOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the document gives the classifier's logits, from texts. */
class OnnxTextsTest {

  private static final List<String> TEXTS =
      List.of("Where is my parcel ?", "a", "what city in the world has the most people ".repeat(9));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bert", "roberta", "deberta-v2", "modernbert"})
  void anExportedFolderGivesTheClassifiersLogits(String name) throws Exception {
    String checkpoint = "src/test/resources/parity/" + name;
    Exports.write(checkpoint, Exports.Format.ONNX, folder, false, SaveOptions.DEFAULT);
    try (TextClassifier classifier = TextClassifier.load(checkpoint, "cpu", 40);
        OnnxTexts onnx = new OnnxTexts(folder, 40)) {
      List<Prediction> expected = classifier.classify(TEXTS);
      float[][] actual = onnx.logits(TEXTS);
      assertEquals(TEXTS.size(), actual.length);
      for (int i = 0; i < actual.length; i++) {
        assertArrayEquals(expected.get(i).logits(), actual[i], 1e-4f, TEXTS.get(i));
      }
    }
  }

  @Test
  void everyPieceOfCodeOfTheDocumentStandsInTheExample() throws Exception {
    String example =
        flush(Files.readString(Path.of("src/test/java/dev/classifine/examples/OnnxTexts.java")));
    List<String> pieces =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/export.md")))
            .results()
            .map(match -> flush(match.group(1)))
            .toList();
    assertEquals(2, pieces.size());
    for (String piece : pieces) {
      assertTrue(example.contains(piece), () -> "not in the example:\n" + piece);
    }
  }

  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
