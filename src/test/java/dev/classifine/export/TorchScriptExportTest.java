package dev.classifine.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.ScriptArchive;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import dev.classifine.text.TokenLimits;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An archive gives, in DJL, the logits of the model that it was made from. */
class TorchScriptExportTest {

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void theArchiveGivesTheModelsLogits(String name) throws Exception {
    Fixture fixture = Fixture.of(name);
    Path file = folder.resolve(name + ".pt");
    try (TextModel model = load(fixture.folder(), ProblemType.SINGLE_LABEL)) {
      TorchScriptExport.write(model, file);
      try (ZooModel<NDList, NDList> exported = open(file);
          Predictor<NDList, NDList> predictor = exported.newPredictor();
          NDManager manager = model.djl().getNDManager().newSubManager()) {
        for (NDList batch : batches(fixture, model, manager)) {
          NDList whole = new NDList(batch.get(0), batch.get(1));
          if (model.tokenTypes() > 1 && batch.get(2).size() > 1) {
            whole.add(batch.get(2));
          }
          float[] expected = model.logits(batch).head().toFloatArray();
          for (DataType type : List.of(DataType.INT64, DataType.INT32, DataType.FLOAT32)) {
            NDList inputs = cast(whole, type);
            assertArrayEquals(
                expected, predictor.predict(inputs).head().toFloatArray(), 1e-6f, type.toString());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void theStateDictHasHuggingFacesNames(String name) throws Exception {
    Path file = folder.resolve(name + ".pt");
    try (TextModel model = load(Fixture.of(name).folder(), ProblemType.SINGLE_LABEL)) {
      TorchScriptExport.write(model, file);
      Set<String> names =
          model.tensors().stream().map(TensorToWrite::name).collect(Collectors.toSet());
      try (ZooModel<NDList, NDList> exported = open(file)) {
        assertEquals(names, Set.copyOf(exported.getBlock().getParameters().keys()));
      }
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first.pt");
    Path second = folder.resolve("second.pt");
    for (Path file : List.of(first, second)) {
      try (TextModel model = load(Fixture.of("bert").folder(), ProblemType.SINGLE_LABEL)) {
        TorchScriptExport.write(model, file);
      }
    }
    assertEquals(-1, Files.mismatch(first, second));
  }

  @Test
  void recordsAreAlignedAndClassesShared() throws IOException {
    Path file = folder.resolve("bert.pt");
    try (TextModel model = load(Fixture.of("bert").folder(), ProblemType.SINGLE_LABEL)) {
      TorchScriptExport.write(model, file);
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int records = 0;
    String classes = "";
    for (int at = 0; bytes.getInt(at) == 0x04034b50; records++) {
      int size = bytes.getInt(at + 18);
      int name = bytes.getShort(at + 26);
      int data = at + 30 + name + bytes.getShort(at + 28);
      assertEquals(0, data % ScriptArchive.ALIGNMENT);
      if (text(bytes, at + 30, name).endsWith("parts.py")) {
        classes = text(bytes, data, size);
      }
      at = data + size;
    }
    assertEquals(57 + 6, records, "tensors and the rest");
    // a weight; a weight with its bias; embeddings; self; both kinds of output; attention;
    // intermediate and pooler; a layer; the list of layers; encoder; base model
    assertEquals(11, classes.lines().filter(line -> line.startsWith("class ")).count(), classes);
  }

  private static String text(ByteBuffer bytes, int from, int length) {
    return new String(bytes.array(), from, length, StandardCharsets.UTF_8);
  }

  @Test
  void aFolderHoldsWhatServingNeeds() throws IOException {
    try (TextModel model = load(Fixture.of("bert").folder(), ProblemType.SINGLE_LABEL)) {
      TorchScriptExport.write(model, folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          Set.of(
              "config.json",
              "model.pt",
              "serving.properties",
              "tokenizer.json",
              "tokenizer_config.json"),
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
    assertEquals(
        """
        engine=PyTorch
        option.mapLocation=true
        translatorFactory=ai.djl.huggingface.translator.TextClassificationTranslatorFactory
        includeTokenTypes=true
        padding=true
        truncation=true
        maxLength=64
        modelMaxLength=64
        """,
        Files.readString(folder.resolve("serving.properties")));
  }

  @Test
  void aRegressionsNumbersAreLeftAsTheyAre() throws IOException {
    try (TextModel model = load(Fixture.of("bert").folder(), ProblemType.REGRESSION)) {
      TorchScriptExport.write(model, folder);
    }
    String properties = Files.readString(folder.resolve("serving.properties"));
    assertTrue(properties.contains("NoopServingTranslatorFactory"), properties);
    assertFalse(properties.contains("padding"), properties);
  }

  private static List<NDList> batches(Fixture fixture, TextModel model, NDManager manager)
      throws IOException {
    List<String> texts = Fixture.strings(fixture.expected().get("texts"));
    List<List<String>> pairs =
        Fixture.items(fixture.expected().get("pairs")).stream().map(Fixture::strings).toList();
    List<NDList> batches = new ArrayList<>();
    TokenLimits limits = new TokenLimits(40, model.words(), model.tokenTypes(), false);
    try (TextTokenizer tokenizer =
        TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", limits)) {
      EncodedTexts single = tokenizer.encode(texts, null);
      EncodedTexts pair =
          tokenizer.encode(
              pairs.stream().map(two -> two.get(0)).toList(),
              pairs.stream().map(two -> two.get(1)).toList());
      for (EncodedTexts encoded : List.of(single, pair)) {
        int[] all = IntStream.range(0, encoded.size()).toArray();
        batches.add(TokenBatch.of(manager, encoded, all, model.paddingId()));
        batches.add(TokenBatch.of(manager, encoded, new int[] {0}, model.paddingId()));
      }
    }
    return batches;
  }

  private static NDList cast(NDList inputs, DataType type) {
    DataType ids = type == DataType.FLOAT32 ? DataType.INT64 : type;
    NDList cast = new NDList(inputs.get(0).toType(ids, true), inputs.get(1).toType(type, true));
    for (NDArray types : inputs.subNDList(2)) {
      cast.add(types.toType(ids, true));
    }
    return cast;
  }

  private static ZooModel<NDList, NDList> open(Path file) throws Exception {
    return Criteria.builder()
        .setTypes(NDList.class, NDList.class)
        .optModelPath(file)
        .optEngine("PyTorch")
        .optDevice(Device.cpu())
        .optTranslator(new NoopTranslator())
        .build()
        .loadModel();
  }

  private static TextModel load(Path folder, ProblemType type) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(TextModel.labelsOf(checkpoint).orElseThrow(), type, true, 0),
          Device.cpu());
    }
  }
}
