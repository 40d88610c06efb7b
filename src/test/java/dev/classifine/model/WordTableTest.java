package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.MappedArray;
import dev.classifine.weights.ElementType;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import dev.classifine.weights.WeightFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models whose table of words lies in a file against those in memory. */
@DisabledOnOs(OS.WINDOWS)
class WordTableTest {

  private static final Path BERT = Path.of("src/test/resources/parity/bert");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void ofEveryArchitectureLogitsAndTheSavedCheckpointAreTheSame(String name) throws IOException {
    assertSame(Path.of("src/test/resources/parity", name), ProgramOptions.DEFAULTS);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "F64"})
  void ofOtherTypesAndShardsTooWithTheSameValues(ElementType type) throws IOException {
    Path other = folder.resolve("other");
    try (TextModel model = load(BERT, WordTable.IN_MEMORY, ProgramOptions.DEFAULTS)) {
      model.saveDescription(other);
      List<TensorToWrite> tensors = model.tensors().stream().map(t -> t.as(type)).toList();
      WeightFiles.write(other, Map.of(), tensors, 40_000);
    }
    assertTrue(Files.exists(other.resolve("model.safetensors.index.json")));
    assertSame(other, ProgramOptions.DEFAULTS);
  }

  @Test
  void withLowRankUpdatesToo() throws IOException {
    assertSame(BERT, ProgramOptions.DEFAULTS.withLora(LoraOptions.DEFAULTS));
  }

  private void assertSame(Path checkpoint, ProgramOptions options) throws IOException {
    try (TextModel memory = load(checkpoint, WordTable.IN_MEMORY, options);
        TextModel mapped = load(checkpoint, WordTables.ALWAYS_MAPPED, options)) {
      assertFalse(isMapped(memory));
      assertTrue(isMapped(mapped));
      assertArrayEquals(table(memory).toFloatArray(), table(mapped).toFloatArray());
      assertArrayEquals(logits(memory), logits(mapped));
      for (SaveOptions.Elements elements : SaveOptions.Elements.values()) {
        SaveOptions saving = new SaveOptions(elements, 1 << 30, false);
        memory.save(folder.resolve("memory"), saving);
        mapped.save(folder.resolve("mapped"), saving);
        assertSameFiles(folder.resolve("memory"), folder.resolve("mapped"));
      }
      if (options.lora().isEmpty()) {
        try (InferenceModel ready = InferenceModel.of(memory);
            InferenceModel other = InferenceModel.of(mapped);
            NDManager scope = memory.djl().getNDManager().newSubManager()) {
          assertArrayEquals(
              ready.logits(inputs(memory, scope)).head().toFloatArray(),
              other.logits(inputs(mapped, scope)).head().toFloatArray());
        }
      }
    }
  }

  private static void assertSameFiles(Path expected, Path actual) throws IOException {
    try (Stream<Path> files = Files.list(expected)) {
      List<Path> names = files.map(Path::getFileName).toList();
      assertTrue(names.contains(Path.of("model.safetensors")), names.toString());
      for (Path name : names) {
        assertEquals(
            -1, Files.mismatch(expected.resolve(name), actual.resolve(name)), name.toString());
      }
    }
  }

  @Test
  void aSmallTableIsInMemory() {
    try (TextModel model = load(BERT, WordTable.MAPPED, ProgramOptions.DEFAULTS)) {
      assertFalse(isMapped(model));
    }
  }

  @Test
  void soIsOneThatCanBeReadOnlyAsAWhole() {
    String name = "embeddings.word_embeddings.weight";
    ParameterSpec spec =
        new ParameterSpec(name, new Shape(7, 3), Initializer.ZEROS, Role.ENCODER, false);
    TensorInfo tensor = new TensorInfo(name, ElementType.F32, new long[] {7, 3});
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertFalse(WordTables.ALWAYS_MAPPED.map(manager, spec, tensors(false), tensor).isPresent());
      assertTrue(WordTables.ALWAYS_MAPPED.map(manager, spec, tensors(true), tensor).isPresent());
    }
  }

  /** Zeros of any name. */
  private static TensorSource tensors(boolean inParts) {
    return new TensorSource() {
      @Override
      public List<TensorInfo> tensors() {
        return List.of();
      }

      @Override
      public Optional<TensorInfo> find(String name) {
        return Optional.empty();
      }

      @Override
      public void read(String name, ByteBuffer target) {}

      @Override
      public boolean hasParts(String name) {
        return inParts;
      }

      @Override
      public void read(String name, long first, ByteBuffer target) {}

      @Override
      public String describe() {
        return "zeros";
      }

      @Override
      public void close() {}
    };
  }

  private static boolean isMapped(TextModel model) {
    return MappedArray.of(table(model)).isPresent();
  }

  private static NDArray table(TextModel model) {
    return model.array(model.wordEmbedding().parameter());
  }

  private static TextModel load(Path from, WordTable words, ProgramOptions options) {
    try (Checkpoint checkpoint = Checkpoints.open(from.toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu(),
          options,
          words);
    }
  }

  private static float[] logits(TextModel model) {
    try (NDManager scope = model.djl().getNDManager().newSubManager()) {
      return model.logits(inputs(model, scope)).head().toFloatArray();
    }
  }

  /** Two texts of words from all of the vocabulary. */
  private static NDList inputs(TextModel model, NDManager scope) {
    int words = model.words();
    long[] ids = IntStream.range(0, 24).mapToLong(i -> 5 + i * (words - 6L) / 24).toArray();
    Shape shape = new Shape(2, 12);
    NDArray mask = scope.ones(shape, DataType.FLOAT32);
    NDArray types = scope.zeros(shape, DataType.INT64);
    return new NDList(scope.create(ids, shape), mask, types);
  }
}
