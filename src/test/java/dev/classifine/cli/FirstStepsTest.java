package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/first-steps.md run one after the other, on a tiny checkpoint and file. */
class FirstStepsTest {

  private static final Path PAGE = Path.of("docs/first-steps.md");
  private static final String COMMAND = "./classifine ";

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  @Test
  void theCommandsRunAsTheyStand() throws IOException {
    Path rows = tiny.csv(16);
    Path texts = tiny.write("texts.txt", "what city is oslo ?\nwho was first ?\n");
    List<String> ran = new ArrayList<>();
    for (String line : commands()) {
      if (line.startsWith("demo")) {
        continue; // it has the embedded model, and a test of its own would take a minute
      }
      String command =
          line.replace("--model minilm", "--model " + TinyRuns.MODEL)
              .replace("--max-length 128", "--max-length 24") // it has 64 positions
              .replace("tickets.csv", rows.toString())
              .replace("held-out.csv", rows.toString())
              .replace("texts.txt", texts.toString())
              .replace("models/tickets", tiny.output().toString())
              .replace("numbers.json", temporary.resolve("numbers.json").toString());
      List<String> words = new ArrayList<>(List.of(command.split("\\s+")));
      if (words.get(0).equals("train")) {
        words.add("--ignore-mismatched-sizes"); // the tiny checkpoint has a head for other labels
      }
      CommandLineRunner run = CommandLineRunner.run(words.toArray(String[]::new));
      assertEquals(0, run.code(), line + "\n" + run);
      ran.add(words.get(0));
      if (words.get(0).equals("predict")) {
        assertEquals(2, run.out().lines().count(), run.toString());
        assertTrue(run.out().startsWith("{\"text\":"), run.toString());
      }
    }
    assertEquals(List.of("inspect", "train", "evaluate", "predict"), ran);
    assertEquals(
        Json.readObject(tiny.output().resolve("config.json")).get("id2label").toString(),
        "{\"0\":\"person\",\"1\":\"place\"}");
    classify();
    assertTrue(Files.exists(temporary.resolve("numbers.json")));
    for (String name : List.of("config.json", "model.safetensors", "run.json", "report.html")) {
      assertTrue(Files.exists(tiny.output().resolve(name)), name);
    }
  }

  /** The code of the page, and that it is this. */
  private void classify() throws IOException {
    try (TextClassifier classifier = TextClassifier.load(tiny.output())) {
      Prediction prediction = classifier.classify("Where is my parcel?");
      assertTrue(prediction.score(prediction.label()) >= 0.5, prediction.toString());
    }
    String page = Files.readString(PAGE);
    for (String line :
        List.of(
            "try (TextClassifier classifier = TextClassifier.load(Path.of(\"models/tickets\"))) {",
            "  Prediction prediction = classifier.classify(\"Where is my parcel?\");",
            "  System.out.println(prediction.label() + \" \" +"
                + " prediction.score(prediction.label()));")) {
      assertTrue(page.contains(line), line);
    }
  }

  /** Its lines that begin with the command, joined where a line ends with a backslash. */
  private static List<String> commands() throws IOException {
    return Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult block) -> block.group(1).replaceAll("\\\\\\R\\s*", ""))
        .flatMap(String::lines)
        .filter(line -> line.startsWith(COMMAND))
        .map(line -> line.substring(COMMAND.length()).replaceFirst("\\s*(#.*|> .*)$", ""))
        .toList();
  }
}
