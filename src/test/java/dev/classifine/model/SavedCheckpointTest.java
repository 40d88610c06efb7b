package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.model.SaveOptions.Elements;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.ProblemType;
import dev.classifine.weights.ElementType;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import dev.classifine.weights.WeightFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A folder in, a folder out. */
class SavedCheckpointTest {

  private static final Path ROOT = Path.of("src/test/resources/parity");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void tensorsComeOutByteForByteAndFilesVerbatim(String name) throws IOException {
    Path in = ROOT.resolve(name);
    saved(in, SaveOptions.DEFAULT);
    for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      assertEquals(-1, Files.mismatch(in.resolve(file), folder.resolve(file)), file);
    }
    JsonObject before = Json.readObject(in.resolve("config.json"));
    JsonObject after = Json.readObject(folder.resolve("config.json"));
    before.addProperty("problem_type", "single_label_classification");
    assertEquals(before, after);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "F64"})
  void otherElementsBecomeFloat32OrStayAsTheyWere(ElementType type) throws IOException {
    Path narrow = convert(type);
    byte[] original = Files.readAllBytes(narrow.resolve("model.safetensors"));
    saved(narrow, new SaveOptions(Elements.ORIGINAL, 1 << 30));
    assertArrayEquals(original, Files.readAllBytes(folder.resolve("model.safetensors")));
    String dtype = Json.readObject(folder.resolve("config.json")).get("dtype").getAsString();
    assertEquals(
        Map.of("F16", "float16", "BF16", "bfloat16", "F64", "float64").get(type.name()), dtype);
    saved(narrow, SaveOptions.DEFAULT);
    try (TensorSource source = Safetensors.open(folder.resolve("model.safetensors"))) {
      assertTrue(source.tensors().stream().allMatch(t -> t.type() == ElementType.F32));
    }
    dtype = Json.readObject(folder.resolve("config.json")).get("dtype").getAsString();
    assertEquals("float32", dtype);
  }

  @Test
  void shardsHoldTheSameTensors() throws IOException {
    Path in = ROOT.resolve("bert");
    saved(in, new SaveOptions(Elements.FLOAT32, 50_000));
    JsonObject index = Json.readObject(folder.resolve("model.safetensors.index.json"));
    try (TensorSource whole = Safetensors.open(in.resolve("model.safetensors"))) {
      long bytes = whole.tensors().stream().mapToLong(TensorInfo::byteSize).sum();
      assertEquals(bytes, index.getAsJsonObject("metadata").get("total_size").getAsLong());
    }
    try (TensorSource whole = Safetensors.open(in.resolve("model.safetensors"));
        TensorSource parts = WeightFiles.openFolder(folder)) {
      assertEquals(names(whole), names(parts));
      for (TensorInfo tensor : whole.tensors()) {
        assertEquals(read(whole, tensor), read(parts, tensor), tensor.name());
      }
    }
    for (String shard : shards()) {
      assertTrue(Files.size(folder.resolve(shard)) < 60_000, shard);
    }
    List<String> many = shards();
    assertTrue(many.size() > 2 && many.get(0).startsWith("model-00001-of-0000"), many.toString());
    saved(in, new SaveOptions(Elements.FLOAT32, 100_000));
    assertTrue(shards().size() < many.size(), "old shards are gone");
    saved(in, SaveOptions.DEFAULT);
    assertEquals(List.of(), shards());
    assertFalse(Files.exists(folder.resolve("model.safetensors.index.json")));
  }

  @Test
  void aPickledCheckpointComesOutAsSafetensors() throws IOException {
    Path source = Path.of("src/test/resources/variants/electra-projected");
    Path pickled = Files.createDirectories(folder.resolve("pickled"));
    Files.copy(source.resolve("config.json"), pickled.resolve("config.json"));
    Files.copy(
        Path.of("src/test/resources/weights/electra/pytorch_model.bin"),
        pickled.resolve("pytorch_model.bin"));
    saved(pickled, SaveOptions.DEFAULT);
    assertEquals(
        -1,
        Files.mismatch(source.resolve("model.safetensors"), folder.resolve("model.safetensors")));
  }

  @Test
  void sizesHaveUnits() {
    assertEquals(5_000_000_000L, SaveOptions.size("5GB"));
    assertEquals(2L << 30, SaveOptions.size("2GiB"));
    assertEquals(500_000_000, SaveOptions.size("500 MB"));
    assertEquals(70_000, SaveOptions.size("70000"));
    for (String wrong : List.of("", "5 apples", "-1GB", "1.5GB", "999999999999999TB")) {
      UsageException error = assertThrows(UsageException.class, () -> SaveOptions.size(wrong));
      assertTrue(error.getMessage().startsWith("--max-shard-size"), error.getMessage());
    }
    assertThrows(UsageException.class, () -> new SaveOptions(Elements.FLOAT32, 0));
  }

  private List<String> shards() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("model-"))
          .sorted()
          .toList();
    }
  }

  private void saved(Path in, SaveOptions options) {
    try (Checkpoint checkpoint = Checkpoints.open(in.toString());
        TextModel model =
            TextModel.load(
                checkpoint,
                new Classifier(
                    TextModel.labelsOf(checkpoint).orElseThrow(),
                    ProblemType.SINGLE_LABEL,
                    true,
                    0),
                Device.cpu())) {
      model.save(folder, options);
    }
  }

  /** The tiny BERT with its tensors rounded to a type. */
  private Path convert(ElementType type) throws IOException {
    Path in = ROOT.resolve("bert");
    Path out = Files.createDirectories(folder.resolve("in-" + type));
    Files.copy(in.resolve("config.json"), out.resolve("config.json"));
    List<TensorToWrite> tensors = new ArrayList<>();
    try (TensorSource source = Safetensors.open(in.resolve("model.safetensors"))) {
      for (TensorInfo tensor : source.tensors()) {
        ByteBuffer data = read(source, tensor);
        tensors.add(new TensorToWrite(tensor.name(), type, tensor.shape(), () -> data));
      }
    }
    Safetensors.write(out.resolve("model.safetensors"), tensors);
    return out;
  }

  private static List<String> names(TensorSource source) {
    return source.tensors().stream().map(TensorInfo::name).sorted().toList();
  }

  private static ByteBuffer read(TensorSource source, TensorInfo tensor) {
    ByteBuffer data =
        ByteBuffer.allocate((int) tensor.elementCount() * 4).order(ByteOrder.LITTLE_ENDIAN);
    source.read(tensor.name(), data);
    return data;
  }
}
