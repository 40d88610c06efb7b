package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.JavaProcess;
import dev.classifine.PoisonedCheckpoint;
import dev.classifine.io.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code predict} in a process of its own: as a part of a pipe, and with more input than memory.
 */
@Timeout(180)
class PredictStreamTest {

  @TempDir private Path folder;

  @Test
  void aPipeGetsItsAnswersAsItAsks() throws Exception {
    Process process = start("-Xmx512m", "--input", "-", "--lines");
    OutputStream in = process.getOutputStream();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String text : List.of("who was the first ?", "what city is it ?")) {
        in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush(); // the next text is written after the answer
        assertEquals(text, Json.parseObject(out.readLine(), "answer").get("text").getAsString());
      }
      in.close();
      assertEquals(null, out.readLine());
    }
    assertEquals(0, process.waitFor(), this::errors);
  }

  @Test
  void ofSeveralFilesTheOneWithTheTextIsTold() throws Exception {
    Path poisoned = PoisonedCheckpoint.write(folder.resolve("poisoned"));
    Files.writeString(folder.resolve("rows-1.csv"), "text\nrome\noslo\n");
    Files.writeString(folder.resolve("rows-2.csv"), "text\nrome\nwhat city\n");
    CommandLineRunner run =
        run(predict(poisoned.toString(), "--input", folder.resolve("rows-*.csv").toString()));
    assertEquals(1, run.code(), run.toString());
    assertTrue(
        run.err().contains("for the text of " + folder.resolve("rows-2.csv") + ":3."),
        run.toString());
    assertEquals(3, run.out().lines().count(), run.toString()); // those before it
  }

  /** Chunks are handed out while the reader goes on from file to file. */
  @Test
  void manyFilesAreReadWhileOthersAreClassified() throws Exception {
    int files = 1000;
    String text = "a".repeat(2000); // read more slowly than it is tokenised
    for (int file = 0; file < files; file++) {
      Files.writeString(folder.resolve("rows-" + file + ".csv"), "text\n" + text + "\n");
    }
    CommandLineRunner run =
        run(
            predict(
                TinyRuns.MODEL,
                "--max-length",
                "8",
                "--input",
                folder.resolve("rows-*.csv").toString()));
    assertEquals(0, run.code(), run::err);
    assertEquals(files, run.out().lines().count());
  }

  @Test
  void aDatabaseThatIsNotAskedIsAnError() throws IOException {
    String texts = Files.writeString(folder.resolve("texts.txt"), "who was it ?\n").toString();
    for (List<String> input :
        List.of(
            List.of("--input", "-"),
            List.of("--input", "-", "--lines"),
            List.of("--input", texts, "--lines"))) {
      assertUsage(input, "--jdbc-url", "jdbc:h2:mem:", "was given, but nothing that is read");
      assertUsage(input, "--jdbc-user", "ada", "was given without a database");
    }
  }

  @Test
  void anOutputThatIsAFolderIsToldBeforeTheModelIsLoaded() {
    for (List<String> command :
        List.of(List.of("predict", "--input", "no.csv"), List.of("evaluate", "--data", "no.csv"))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--model", "no/model", "--output", folder.toString()));
      CommandLineRunner run = run(arguments);
      assertEquals(2, run.code(), run.toString());
      assertTrue(run.err().contains("--output: " + folder + " is a folder"), run.toString());
    }
  }

  @Test
  void anOutputThatIsALinkStaysOne() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts.txt"), "who was it ?\n");
    Path real = Files.writeString(folder.resolve("real.jsonl"), "of an earlier run\n");
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), real.getFileName());
    CommandLineRunner run =
        run(
            predict(
                TinyRuns.MODEL,
                "--lines",
                "--input",
                texts.toString(),
                "--output",
                link.toString()));
    assertEquals(0, run.code(), run.toString());
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(
        "who was it ?",
        Json.parseObject(Files.readString(real), "prediction").get("text").getAsString());
  }

  private static void assertUsage(List<String> input, String option, String value, String rule) {
    List<String> arguments = predict(TinyRuns.MODEL, input.toArray(String[]::new));
    arguments.addAll(List.of(option, value));
    CommandLineRunner run = run(arguments);
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains(option + ": " + rule), run.toString());
  }

  @Test
  void rowsBeforeABrokenOneAreWrittenAndItsLineIsTold() throws Exception {
    Path broken =
        Files.writeString(folder.resolve("rows.jsonl"), "{\"text\":\"a\"}\n".repeat(5) + "{");
    Process process = start("-Xmx512m", "--input", broken.toString());
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), this::errors);
    assertEquals(5, out.lines().count());
    assertTrue(errors().contains(broken + ":6"), errors());
  }

  @Test
  void whoeverStopsReadingStopsIt() throws Exception {
    Path texts = Files.writeString(folder.resolve("texts.txt"), "who was it ?\n".repeat(100_000));
    Process process = start("-Xmx512m", "--input", texts.toString(), "--lines");
    assertTrue(process.getInputStream().read() >= 0);
    process.getInputStream().close();
    assertEquals(1, process.waitFor(), this::errors);
    assertTrue(errors().contains("standard output: cannot be written"), errors());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSignalEndsItBetweenTwoLinesAndLeavesNoHalfFile() throws Exception {
    Path texts = Files.writeString(folder.resolve("texts.txt"), "who was it ?\n".repeat(400_000));
    Process toOut = start("-Xmx512m", "--input", texts.toString(), "--lines");
    BufferedReader out =
        new BufferedReader(new InputStreamReader(toOut.getInputStream(), StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    lines.add(out.readLine());
    toOut.toHandle().destroy(); // SIGTERM, and the pipe stays open
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
    }
    assertEquals(143, toOut.waitFor(), this::errors);
    lines.subList(0, lines.size() - 1).forEach(line -> Json.parseObject(line, "prediction"));
    Path output = folder.resolve("predictions.jsonl");
    Process toFile =
        start("-Xmx512m", "--input", texts.toString(), "--lines", "--output", output.toString());
    Path partial = folder.resolve(".predictions.jsonl.partial");
    while (toFile.isAlive() && (Files.notExists(partial) || Files.size(partial) == 0)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    toFile.toHandle().destroy();
    assertEquals(143, toFile.waitFor(), this::errors);
    assertFalse(Files.exists(output));
  }

  /**
   * Ten megabytes of texts, most of them space, which is soon tokenised: with what Java makes of
   * them and of their predictions more than memory.
   */
  @Test
  void memoryDoesNotGrowWithTheRows() throws Exception {
    Path texts = folder.resolve("texts.txt");
    String text = "who was the first person in oslo ?" + " ".repeat(316) + "\n";
    Files.writeString(texts, text.repeat(30_000));
    Process process =
        start("-Xmx18m", "--input", texts.toString(), "--lines", "--max-length", "12");
    long rows;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      rows = out.lines().count();
    }
    assertEquals(0, process.waitFor(), this::errors);
    assertEquals(30_000, rows);
  }

  /** The arguments of the command, on the processor. */
  private static List<String> predict(String model, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("predict", "--model", model, "--device", "cpu"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static CommandLineRunner run(List<String> arguments) {
    return CommandLineRunner.run(arguments.toArray(String[]::new));
  }

  private Process start(String memory, String... arguments) throws IOException {
    String[] all = predict(TinyRuns.MODEL, arguments).toArray(String[]::new);
    return JavaProcess.of(Main.class, List.of(memory), all)
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
