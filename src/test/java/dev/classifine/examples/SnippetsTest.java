package dev.classifine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.RunEnd;
import dev.classifine.tracking.TrackerFactory;
import dev.classifine.tracking.TrackerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pieces of code of the documents, compiled as they stand there but for the model, the files, the
 * devices and how much is trained, and run.
 */
class SnippetsTest {

  private static final String IMPORTS =
      Stream.of(
              "dev.classifine",
              "dev.classifine.experiment",
              "dev.classifine.model",
              "dev.classifine.tracking",
              "dev.classifine.train",
              "java.nio.file",
              "java.util")
          .map(name -> "import " + name + ".*;\n")
          .collect(Collectors.joining());

  @TempDir Path folder;

  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  private static String piece(String page, int number) throws IOException {
    List<MatchResult> pieces =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs", page)))
            .results()
            .toList();
    return pieces.get(number).group(1);
  }

  /** The piece on the tiny checkpoint, with files of this test. */
  private String tiny(String piece) {
    return replaced(
        piece,
        Map.of(
            "FineTuning.of(\"minilm\")",
            "FineTuning.of(\"" + TinyTraining.MODEL + "\").ignoreMismatchedSizes().device(\"cpu\")",
            "Path.of(\"train.csv\")",
            path(training.train()),
            "Path.of(\"test.csv\")",
            path(training.eval()),
            "Path.of(\"models/mine\")",
            path(folder.resolve("mine"))));
  }

  private static String replaced(String text, Map<String, String> values) {
    String replaced = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      replaced = replaced.replace(value.getKey(), value.getValue());
    }
    return replaced;
  }

  private static String path(Path path) {
    return "Path.of(\"" + path.toString().replace("\\", "\\\\") + "\")";
  }

  private Class<?> compiled(String name, String source) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                file.toString());
    assertEquals(0, code, () -> errors.toString(StandardCharsets.UTF_8) + "\n" + source);
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, SnippetsTest.class.getClassLoader())) {
      Class<?> compiled = loader.loadClass(name);
      for (Path inner : inner(name)) { // loaded while the loader is open
        loader.loadClass(inner.getFileName().toString().replace(".class", ""));
      }
      return compiled;
    }
  }

  private List<Path> inner(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(name + "$")).toList();
    }
  }

  /** Runs statements; gives what they print and, on the last line, a value. */
  private List<String> run(String name, String statements, String value) throws Exception {
    Class<?> compiled =
        compiled(
            name,
            IMPORTS
                + "public class "
                + name
                + " {\n  public static void run() throws Exception {\n"
                + statements
                + "    System.out.println("
                + value
                + ");\n  }\n}\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      compiled.getMethod("run").invoke(null);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void optionsOfATraining() throws Exception {
    List<String> printed = run("Options", tiny(piece("training.md", 0)), "\"done\"");
    assertEquals(List.of("done"), printed);
    var options =
        Json.readObject(folder.resolve("mine").resolve("run.json")).getAsJsonObject("options");
    assertEquals("bf16", options.get("precision").getAsString());
    assertEquals("accuracy", options.get("metric_for_best_model").getAsString());
    assertEquals(0.01, options.get("weight_decay").getAsDouble());
  }

  @Test
  void aCrossValidation() throws Exception {
    String piece =
        tiny(piece("experiments.md", 0))
            .replace("Path.of(\"experiments/cv\")", path(folder.resolve("cv")));
    List<String> printed = run("CrossValidated", piece, "f1.mean()");
    assertTrue(Double.parseDouble(printed.get(0)) > 0, printed::toString);
    assertTrue(Files.exists(folder.resolve("cv").resolve("results.csv")));
  }

  @Test
  void aSweep() throws Exception {
    String piece =
        tiny(piece("experiments.md", 1))
            .replace("RandomSearch(20, 42)", "RandomSearch(2, 42)")
            .replace("Path.of(\"experiments/first\")", path(folder.resolve("first")));
    List<String> printed = run("Swept", piece, "best");
    assertTrue(Files.exists(Path.of(printed.get(0)).resolve("model.safetensors")));
  }

  @Test
  void aBatch() throws Exception {
    String piece =
        replaced(
            tiny(piece("experiments.md", 2)),
            Map.of(
                "\"model\", \"minilm\"",
                "\"ignore-mismatched-sizes\", true, \"model\", \"" + TinyTraining.MODEL + "\"",
                "\"trec.csv\"",
                path(training.train()) + ".toString()",
                "\"mine.csv\"",
                path(training.train())
                    + ".toString(), \"eval\", "
                    + path(training.eval())
                    + ".toString()",
                "\"cuda:0\", \"cuda:1\"",
                "\"cpu\"",
                "Path.of(\"experiments/night\")",
                path(folder.resolve("night"))));
    List<String> printed = run("Night", piece, "result.records().size()");
    assertEquals(3, printed.size(), printed::toString);
    assertTrue(printed.get(1).matches("mine .*[01]\\.\\d+.*"), printed::toString);
    assertEquals("2", printed.get(2));
  }

  @Test
  void aTrackerOfOnesOwn() throws Exception {
    String piece = piece("tracking.md", 0).strip();
    String whole = piece.substring(0, piece.length() - 1);
    String source =
        IMPORTS
            + whole
            + "  static void page(String text) { System.setProperty(\"paged\", text); }\n}\n";
    TrackerFactory pager =
        (TrackerFactory) compiled("Pager", source).getDeclaredConstructor().newInstance();
    assertEquals("pager", pager.name());
    pager
        .create(
            new TrackerSettings(
                ReportOptions.DEFAULTS,
                Map.of(),
                folder.resolve("mine"),
                Map.of(),
                ProblemType.SINGLE_LABEL,
                new LabelSet(List.of("a", "b")),
                null))
        .close(new RunEnd(RunEnd.Status.COMPLETE, Map.of(), List.of()));
    assertEquals("mine: COMPLETE", System.clearProperty("paged"));
  }
}
