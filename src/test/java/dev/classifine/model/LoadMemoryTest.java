package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import dev.classifine.JavaProcess;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.io.Json;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.ProcessMemory;
import dev.classifine.weights.ElementType;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Resident memory at its peak while a checkpoint is loaded and used, in a process of its own. */
class LoadMemoryTest {

  private static final int WORDS = 60_000;
  private static final int HIDDEN = 512;
  private static final long MEGABYTE = 1 << 20;
  private static final WordTable MAPPED = new WordTable(64 * MEGABYTE, true);

  @TempDir Path folder;

  private String cache = "off";

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderTakesAtMostTheWeightsAndOneTensor() throws IOException, InterruptedException {
    long weights = write(ElementType.F16);
    assertGrowth(folder.toString(), weights, 4L * WORDS * HIDDEN);
  }

  /** Unpacked, unpacked and kept, and read where it was kept. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theEmbeddedModelTakesNoMore() throws IOException, InterruptedException {
    Path kept = folder.resolve("kept");
    for (String cache : List.of("off", kept.toString(), kept.toString())) {
      this.cache = cache;
      assertGrowth("minilm", 4L * 22_713_216, 4L * 30_522 * 384);
    }
    try (Stream<Path> files = Files.list(kept)) {
      assertTrue(files.anyMatch(file -> file.toString().endsWith(".safetensors")));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aTableThatIsMappedTakesNextToNothing() throws IOException, InterruptedException {
    long table = 4L * WORDS * HIDDEN;
    long others = write(ElementType.F32) - table;
    long grown = grown(folder.toString(), folder.resolve("saved").toString());
    assertTrue(
        grown <= others + 24 * MEGABYTE,
        "grew by " + grown / MEGABYTE + " MiB for a table of " + table / MEGABYTE);
  }

  private void assertGrowth(String model, long weights, long largest)
      throws IOException, InterruptedException {
    long grown = grown(model);
    assertTrue(
        grown <= weights + largest + 16 * MEGABYTE,
        "grew by " + grown / MEGABYTE + " MiB for weights of " + weights / MEGABYTE);
    assertTrue(grown >= weights - 16 * MEGABYTE, "the measurement sees the weights: " + grown);
  }

  /**
   * By how much memory grows, in bytes.
   *
   * @param arguments of {@link Loader}
   */
  private long grown(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = JavaProcess.of(Loader.class, List.of("-Xmx48m"), arguments);
    builder.environment().put("CLASSIFINE_CACHE", cache);
    Process process = builder.redirectError(folder.resolve("errors").toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> errors());
    return Long.parseLong(out.strip());
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A checkpoint with most of its numbers in one tensor; its size as float32. */
  private long write(ElementType type) throws IOException {
    JsonObject config =
        Json.readObject(Path.of("src/test/resources/parity/bert/config.json")).deepCopy();
    config.addProperty("vocab_size", WORDS);
    config.addProperty("hidden_size", HIDDEN);
    Files.writeString(folder.resolve("config.json"), Json.pretty(config));
    List<TensorToWrite> tensors = new ArrayList<>();
    long bytes = 0;
    ModelConfig read = new ModelConfig(config, "config.json");
    for (ParameterSpec spec : Architectures.of(read).parameters(read, 4)) {
      int size = Math.toIntExact(spec.shape().size() * 4);
      bytes += size;
      tensors.add(
          new TensorToWrite(
              spec.name(), type, spec.shape().getShape(), () -> ByteBuffer.allocateDirect(size)));
    }
    Safetensors.write(folder.resolve("model.safetensors"), tensors);
    return bytes;
  }

  /** Uses the tiny checkpoint and then the one of its argument; prints by how much memory grew. */
  static final class Loader {

    public static void main(String[] args) throws IOException {
      use("src/test/resources/parity/bert", args).close();
      long before = ProcessMemory.peak();
      TextModel model = use(args[0], args);
      System.out.println(ProcessMemory.peak() - before);
      model.close();
      System.exit(0);
    }

    /** Loads; where a folder is given, the table is mapped, and the model computes and is saved. */
    private static TextModel use(String name, String[] args) {
      if (args.length == 1) {
        return load(name, WordTable.IN_MEMORY);
      }
      TextModel model = load(name, MAPPED);
      try (NDManager scope = model.djl().getNDManager().newSubManager()) {
        Shape shape = new Shape(1, 2);
        NDArray ids = scope.create(new long[] {5, model.words() - 1}, shape);
        NDArray types = scope.zeros(shape, DataType.INT64);
        model.logits(new NDList(ids, scope.ones(shape), types)).head().toFloatArray();
      }
      model.save(Path.of(args[1]));
      return model;
    }

    private static TextModel load(String name, WordTable table) {
      try (Checkpoint checkpoint = Checkpoints.open(name)) {
        LabelSet labels = TextModel.labelsOf(checkpoint).orElse(new LabelSet(List.of("no", "yes")));
        return TextModel.load(
            checkpoint,
            new Classifier(labels, ProblemType.SINGLE_LABEL, true, 0),
            Device.cpu(),
            ProgramOptions.DEFAULTS,
            table);
      }
    }
  }
}
