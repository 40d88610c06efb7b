package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.tracking.StandardError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectTest {

  @TempDir private Path temporary;

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
    assertLine(out, "decision", "default");
    assertLine(out, "would be new", "none");
    assertLine(out, "unused tensors", "none");
  }

  @Test
  void tellsWhatWouldBeNew() {
    String out = inspect("minilm");
    assertLine(out, "parameters", "22,565,376 in the encoder, 148,610 in the head");
    assertLine(out, "head", "none");
    assertLine(out, "decision", "none");
    assertLine(out, "would be new", "classifier.weight, classifier.bias");
    assertTrue(out.contains("on the class path) (90.9 MB; 103 F32)"), out);
  }

  @Test
  void aCheckpointWithoutATokenizerIsDescribedAllTheSame() {
    String out = inspect("src/test/resources/variants/bert-types-relu");
    assertTrue(out.contains("no tokenizer     src/test/resources/variants"), out);
    assertLine(out, "token types", "4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "single_label_classification|{\"temperature\": 1.25}|temperature 1.2500",
        "multi_label_classification|{\"threshold\": 0.3, \"at_least_one\": true, \"top_k\": 1}"
            + "|threshold 0.3000, at least one label, at most 1 label",
      })
  void tellsTheStoredDecision(String problem, String decision, String told) throws IOException {
    assertLine(inspect(decidingBy(problem, decision)), "decision", told);
  }

  @Test
  void tellsAThresholdForEachLabel() throws IOException {
    String stored =
        "{\"temperature\": 0.5, \"top_k\": 3, \"thresholds\": {\"class 0\": 0.1, \"class 1\": 0.2,"
            + " \"class 2\": 0.5, \"class 3\": 1}}";
    String out = inspect(decidingBy("multi_label_classification", stored));
    assertLine(out, "decision", "temperature 0.5000, a threshold for each label, at most 3 labels");
    assertLine(out, "threshold", "0.1000 of class 0");
    assertLine(out, "threshold", "1.0000 of class 3");
    assertEquals(4, out.lines().filter(line -> line.startsWith("threshold ")).count(), out);
  }

  @Test
  void aStoredDecisionThatBreaksARuleIsAnError() throws IOException {
    CommandLineRunner run =
        CommandLineRunner.run(
            "inspect",
            "--model",
            decidingBy("single_label_classification", "{\"threshold\": 0.3}"));
    assertEquals(1, run.code(), run.toString());
    assertTrue(run.err().contains("are for multi-label classification"), run.err());
  }

  @Test
  void anAdapterBesideWholeWeightsIsReadWithAWarning() throws IOException {
    Path model = new TinyRuns(temporary).modelCopy();
    Path adapter = Path.of("src/test/resources/adapters/bert");
    JsonObject config = Json.readObject(adapter.resolve("adapter_config.json"));
    Path base = Path.of("src/test/resources/parity/bert").toAbsolutePath();
    config.addProperty("base_model_name_or_path", base.toString());
    Files.writeString(model.resolve("adapter_config.json"), config.toString());
    Files.copy(
        adapter.resolve("adapter_model.safetensors"), model.resolve("adapter_model.safetensors"));
    List<String> warnings =
        StandardError.warnings(
            () -> {
              String out = inspect(model.toString());
              assertTrue(out.contains("adapter_model.safetensors on "), out);
            });
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("an adapter and whole weights are there"));
  }

  private String decidingBy(String problem, String decision) throws IOException {
    Path model = new TinyRuns(temporary).modelCopy();
    Path file = model.resolve("config.json");
    JsonObject config = Json.readObject(file);
    config.addProperty("problem_type", problem);
    config.add("classifine_decision", Json.parseObject(decision, "the test"));
    Files.writeString(file, config.toString());
    return model.toString();
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
