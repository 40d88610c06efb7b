package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectTest {

  @ParameterizedTest
  @CsvSource({
    "bert,Bert",
    "distilbert,DistilBert",
    "roberta,Roberta",
    "xlm-roberta,XLMRoberta",
    "electra,Electra",
    "albert,Albert",
    "mpnet,MPNet",
    "deberta-v2,DebertaV2",
    "modernbert,ModernBert",
  })
  void tellsWhatACheckpointIs(String name, String classPrefix) {
    String out = inspect("src/test/resources/parity/" + name);
    assertLine(out, "architecture", name + " (" + classPrefix + "ForSequenceClassification)");
    assertLine(out, "labels", "4: class 0, class 1, class 2, class 3");
    assertLine(out, "head", "4 logits");
    assertLine(out, "would be new", "none");
    assertLine(out, "unused tensors", "none");
  }

  @Test
  void tellsWhatWouldBeNew() {
    String out = inspect("minilm");
    assertLine(out, "parameters", "22,565,376 in the encoder, 148,610 in the head");
    assertLine(out, "head", "none");
    assertLine(out, "would be new", "classifier.weight, classifier.bias");
    assertTrue(out.contains("on the class path) (90.9 MB; 103 F32)"), out);
  }

  @Test
  void aCheckpointWithoutATokenizerIsDescribedAllTheSame() {
    String out = inspect("src/test/resources/variants/bert-types-relu");
    assertTrue(out.contains("no tokenizer     src/test/resources/variants"), out);
    assertLine(out, "token types", "4");
  }

  private static void assertLine(String out, String name, String value) {
    String line = String.format("%-16s %s", name, value);
    assertTrue(out.lines().anyMatch(line::equals), () -> "no line '" + line + "' in\n" + out);
  }

  private static String inspect(String model) {
    CommandLineRunner run = CommandLineRunner.run("inspect", "--model", model);
    assertEquals(0, run.code(), run.toString());
    return run.out();
  }
}
