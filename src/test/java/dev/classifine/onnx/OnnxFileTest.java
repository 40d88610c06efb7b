package dev.classifine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ProgramOptions;
import dev.classifine.parity.Fixture;
import dev.classifine.parity.LoadedFixture;
import dev.classifine.parity.OnnxSession;
import dev.classifine.weights.OnnxWeights;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model's files hold, and that they appear whole. */
class OnnxFileTest {

  private static final long NOTHING_WITHIN = 0;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("model.onnx");
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void everyWeightIsHeldOnceUnderHuggingFacesName(String name) {
    try (LoadedFixture loaded = load(name)) {
      List<String> held =
          OnnxClassifier.graph(loaded.model()).initializers().stream()
              .filter(Initializer::isWeight)
              .map(weight -> weight.name().replaceFirst("\\.T$", ""))
              .toList();
      Set<String> expected =
          loaded.model().tensors().stream().map(TensorToWrite::name).collect(Collectors.toSet());
      assertEquals(expected, new HashSet<>(held));
      assertEquals(expected.size(), held.size());
    }
  }

  /** ALBERT's layers share their weights. */
  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void theFileIsLittleLargerThanItsWeights(String name) throws IOException {
    try (LoadedFixture loaded = load(name)) {
      OnnxClassifier.write(loaded.model(), file);
      long weights = 4 * loaded.model().parameterCount();
      assertEquals(weights, Files.size(file), 50_000.0, "nodes and names take some");
    }
  }

  @Test
  void theWeightsCanBeReadAgain() {
    try (LoadedFixture loaded = load("bert")) {
      OnnxClassifier.write(loaded.model(), file);
      try (TensorSource read = OnnxWeights.open(file)) {
        List<TensorToWrite> tensors = loaded.model().tensors();
        assertEquals(tensors.size(), read.tensors().size());
        for (TensorToWrite tensor : tensors) {
          ByteBuffer expected = tensor.data().get();
          ByteBuffer actual =
              ByteBuffer.allocate(expected.remaining()).order(ByteOrder.LITTLE_ENDIAN);
          read.read(tensor.name(), actual.duplicate());
          assertEquals(expected, actual, tensor.name());
        }
      }
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path second = folder.resolve("second.onnx");
    for (Path target : List.of(file, second)) {
      try (LoadedFixture loaded = load("deberta-v2")) {
        OnnxClassifier.write(loaded.model(), target);
      }
    }
    assertEquals(-1, Files.mismatch(file, second));
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void aLargeModelKeepsItsWeightsInAFileBeside(String name) throws IOException {
    try (LoadedFixture loaded = load(name)) {
      new OnnxFile(OnnxClassifier.graph(loaded.model()), NOTHING_WITHIN).write(file);
      assertEquals(Set.of("model.onnx", "model.onnx.data"), files());
      assertTrue(Files.size(file) < 50_000, "as large as " + Files.size(file));
      assertTrue(Files.size(OnnxFile.dataFile(file)) >= 4 * loaded.model().parameterCount());
      try (OnnxSession session = OnnxSession.of(file);
          NDManager manager = loaded.model().djl().getNDManager().newSubManager()) {
        NDList batch = batch(manager);
        assertArrayEquals(
            loaded.model().logits(batch).head().toFloatArray(),
            session.logits(batch).head().toFloatArray(),
            1e-4f);
      }
    }
  }

  @Test
  void aSmallerModelInItsPlaceLeavesNoneOfIt() throws IOException {
    try (LoadedFixture loaded = load("bert")) {
      new OnnxFile(OnnxClassifier.graph(loaded.model()), NOTHING_WITHIN).write(file);
      OnnxClassifier.write(loaded.model(), file);
    }
    assertEquals(Set.of("model.onnx"), files());
    OnnxSession.of(file).close();
  }

  @Test
  void nothingIsLeftOfAModelThatCannotBeWritten() throws IOException {
    for (long largest : new long[] {NOTHING_WITHIN, Integer.MAX_VALUE}) {
      assertThrows(ClassifineException.class, () -> new OnnxFile(broken(), largest).write(file));
      assertEquals(Set.of(), files());
    }
  }

  @Test
  void whatStoodThereIsUnharmed() throws IOException {
    Files.writeString(file, "keep");
    Files.writeString(OnnxFile.dataFile(file), "keep too");
    assertThrows(
        ClassifineException.class, () -> new OnnxFile(broken(), NOTHING_WITHIN).write(file));
    assertEquals("keep", Files.readString(file));
    assertEquals("keep too", Files.readString(OnnxFile.dataFile(file)));
  }

  /** A graph of two weights, the second of which cannot be read. */
  private static Graph broken() {
    Graph graph =
        new Graph(
            "Broken",
            List.of(
                new TensorToWrite("a", new long[] {1}, () -> ByteBuffer.allocate(4)),
                new TensorToWrite(
                    "b",
                    new long[] {1},
                    () -> {
                      throw new ClassifineException("The disk is gone.");
                    })));
    graph.output("sum", graph.weight("a").add(graph.weight("b")), 1);
    return graph;
  }

  private static NDList batch(NDManager manager) {
    Shape shape = new Shape(2, 3);
    return new NDList(
        manager.create(new long[] {5, 6, 7, 8, 9, 0}, shape),
        manager.create(new float[] {1, 1, 1, 1, 1, 0}, shape),
        manager.create(new long[6], shape));
  }

  private static LoadedFixture load(String name) {
    return LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS);
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
