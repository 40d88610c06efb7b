package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classifine export}: what it leaves, and what it refuses. */
class ExportCommandTest {

  private static final Set<String> FORMATS = Set.of("huggingface", "torchscript", "onnx");

  @TempDir Path temporary;
  private Path output;

  @BeforeEach
  void prepare() {
    output = temporary.resolve("exported");
  }

  @Test
  void writesACheckpoint() throws IOException {
    assertOk(export(TinyRuns.MODEL, "huggingface", output));
    assertEquals(
        Set.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"),
        files(output));
    Path again = temporary.resolve("again");
    assertOk(export(output.toString(), "huggingface", again));
    for (String file : files(output)) {
      assertEquals(-1, Files.mismatch(output.resolve(file), again.resolve(file)), file);
    }
    assertOk(export(again.toString(), "huggingface", again, "--overwrite"));
    assertEquals(
        -1,
        Files.mismatch(output.resolve("model.safetensors"), again.resolve("model.safetensors")));
  }

  @Test
  void writesAnArchiveAloneOrInAFolder() throws IOException {
    Path file = temporary.resolve("new/classifier.pt");
    assertOk(export(TinyRuns.MODEL, "torchscript", file));
    assertEquals(Set.of("classifier.pt"), files(file.getParent()));
    assertOk(export(TinyRuns.MODEL, "torchscript", output));
    assertEquals(
        Set.of(
            "config.json",
            "model.pt",
            "serving.properties",
            "tokenizer.json",
            "tokenizer_config.json"),
        files(output));
    assertEquals(-1, Files.mismatch(file, output.resolve("model.pt")));
  }

  @Test
  void aFormatThatThereIsNot() {
    assertUsage(
        export(TinyRuns.MODEL, "tflite", output),
        "--format: \"tflite\" is not a format. It must be huggingface, torchscript or onnx.");
    assertFalse(Files.exists(output));
  }

  @Test
  void whatIsForAFolderOfWeightsAloneIsNoOptionOfTheOthers() {
    for (String format : Set.of("torchscript", "onnx")) {
      assertUsage(
          export(TinyRuns.MODEL, format, output, "--save-dtype", "original"),
          "--save-dtype: has no meaning for --format " + format);
      assertUsage(
          export(TinyRuns.MODEL, format, output, "--max-shard-size", "1MB"),
          "--max-shard-size: has no meaning for --format " + format);
    }
    assertFalse(Files.exists(output));
  }

  @Test
  void anOutputThatIsThereIsKept() throws IOException {
    Path file = Files.writeString(temporary.resolve("classifier.pt"), "keep");
    assertUsage(export(TinyRuns.MODEL, "torchscript", file), file + " is there already");
    assertEquals("keep", Files.readString(file));
    assertOk(export(TinyRuns.MODEL, "torchscript", file, "--overwrite"));
    for (String format : FORMATS) {
      assertUsage(export(TinyRuns.MODEL, format, temporary), "is not empty", "--overwrite");
    }
    Path directory = Files.createDirectory(temporary.resolve("folder.pt"));
    assertUsage(export(TinyRuns.MODEL, "torchscript", directory), "is a folder");
  }

  @Test
  void aFileOfAnotherFormat() {
    Path archive = temporary.resolve("classifier.pt");
    Path model = temporary.resolve("classifier.onnx");
    for (String format : Set.of("huggingface", "onnx")) {
      assertUsage(
          export(TinyRuns.MODEL, format, archive),
          archive + " ends with .pt, as files of --format torchscript do. For --format " + format);
    }
    assertUsage(
        export(TinyRuns.MODEL, "torchscript", model), model + " ends with .onnx, as files of");
    assertFalse(Files.exists(archive) || Files.exists(model));
  }

  @Test
  void writesAModelAloneOrInAFolder() throws IOException {
    Path file = temporary.resolve("new/classifier.onnx");
    assertOk(export(TinyRuns.MODEL, "onnx", file));
    assertEquals(Set.of("classifier.onnx"), files(file.getParent()));
    assertOk(export(TinyRuns.MODEL, "onnx", output));
    assertEquals(
        Set.of("config.json", "model.onnx", "tokenizer.json", "tokenizer_config.json"),
        files(output));
    assertEquals(-1, Files.mismatch(file, output.resolve("model.onnx")));
  }

  @Test
  void aModelThatIsThereIsKept() throws IOException {
    Path file = temporary.resolve("classifier.onnx");
    Path data = Files.writeString(temporary.resolve("classifier.onnx.data"), "keep");
    assertUsage(export(TinyRuns.MODEL, "onnx", file), data + " is there already", "--overwrite");
    assertEquals("keep", Files.readString(data));
    assertOk(export(TinyRuns.MODEL, "onnx", file, "--overwrite"));
    assertEquals(Set.of("classifier.onnx"), files(temporary), "the weights lie within");
    assertUsage(export(TinyRuns.MODEL, "onnx", file), file + " is there already");
  }

  @Test
  void aCheckpointWithoutAHead() {
    for (String format : FORMATS) {
      CommandLineRunner run = export("minilm", format, output);
      assertEquals(1, run.code(), run.toString());
      assertTrue(run.err().contains("minilm: no classification head"), run.toString());
      assertFalse(Files.exists(output.resolve("config.json")));
    }
  }

  private static CommandLineRunner export(
      String model, String format, Path output, String... more) {
    return CommandLineRunner.run(
        Stream.concat(
                Stream.of(
                    "export", "--model", model, "--format", format, "--output", output.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static void assertOk(CommandLineRunner run) {
    assertEquals(0, run.code(), run.toString());
  }

  private static void assertUsage(CommandLineRunner run, String... parts) {
    assertEquals(2, run.code(), run.toString());
    for (String part : parts) {
      assertTrue(run.err().contains(part), run.toString());
    }
  }
}
