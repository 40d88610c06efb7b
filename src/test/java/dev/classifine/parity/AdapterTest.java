package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.ModelSummary;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.SaveOptions;
import dev.classifine.model.TextModel;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Adapters in PEFT's form. Those under {@code adapters} were made by PEFT 0.21, with the logits
 * that it computes ({@code bench/reference/adapters.py}); the other direction is {@code
 * bench/check/check_adapter.py}.
 */
class AdapterTest {

  private static final Path ADAPTERS = Path.of("src/test/resources/adapters");
  private static final SaveOptions AS_ADAPTER = SaveOptions.DEFAULT.withAdapter(true);

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"bert, bert", "roberta-layers, roberta", "modernbert-pooler, modernbert"})
  void anAdapterOfPeftGivesItsLogits(String name, String base) throws IOException {
    Path folder = ADAPTERS.resolve(name);
    JsonObject expected = Json.readObject(folder.resolve("expected.json"));
    Fixture fixture = Fixture.of(base);
    try (LoadedFixture loaded = LoadedFixture.of(fixture, folder, ProgramOptions.DEFAULTS)) {
      float[] logits = loaded.logits();
      float[] before = Fixture.floats(fixture.expected().get("logits"));
      assertArrayEquals(Fixture.floats(expected.get("logits")), logits, 1e-5f);
      assertFalse(Arrays.equals(before, logits));
      assertEquals(List.of(), loaded.model().report().fresh());
      assertEquals(List.of(), loaded.model().report().unused());
    }
  }

  @Test
  void labelsAreTheBaseModelsWhereTheyAreAsMany() {
    assertEquals(
        labels(Path.of("src/test/resources/parity/bert")), labels(ADAPTERS.resolve("bert")));
    assertEquals(
        List.of("LABEL_0", "LABEL_1", "LABEL_2"), labels(ADAPTERS.resolve("roberta-layers")));
  }

  @Test
  void anAdapterCanBeInspected() {
    try (Checkpoint checkpoint = Checkpoints.open(ADAPTERS.resolve("bert").toString())) {
      ModelSummary summary = ModelSummary.of(checkpoint);
      assertEquals("bert", summary.modelType());
      assertEquals(4, summary.headSize());
      assertEquals(List.of(), summary.tensors().unused());
      assertTrue(checkpoint.tokenizerFile("tokenizer.json").length > 0);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void aSavedAdapterGivesTheTrainedLogits(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    Path adapter = temporary.resolve("adapter");
    Path merged = temporary.resolve("merged");
    LoraOptions options =
        new LoraOptions(2, 6, 0.1, List.of(LoraOptions.ALL_LINEAR), true, List.of());
    try (LoadedFixture trained =
        LoadedFixture.of(fixture, ProgramOptions.DEFAULTS.withLora(options))) {
      trained.train();
      trained.model().save(adapter, AS_ADAPTER);
      trained.model().save(merged);
      try (LoadedFixture read = LoadedFixture.of(fixture, adapter, ProgramOptions.DEFAULTS)) {
        assertArrayEquals(trained.logits(), read.logits(), 1e-5f);
        read.model().save(temporary.resolve("again"));
        assertEquals(
            -1,
            Files.mismatch(
                merged.resolve("model.safetensors"), temporary.resolve("again/model.safetensors")),
            "merged on writing and merged on reading have the same bits");
      }
    }
  }

  @Test
  void theFilesAreThoseOfPeft() throws IOException {
    Path folder = temporary.resolve("adapter");
    LoraOptions options = LoraOptions.DEFAULTS.withRank(4).withAlpha(16);
    try (LoadedFixture model =
        LoadedFixture.of(Fixture.of("bert"), ProgramOptions.DEFAULTS.withLora(options))) {
      model.model().save(folder, AS_ADAPTER);
    }
    assertEquals(
        List.of(
            "adapter_config.json",
            "adapter_model.safetensors",
            "config.json",
            "tokenizer.json",
            "tokenizer_config.json"),
        files(folder));
    assertEquals(
        tensors(ADAPTERS.resolve("bert")), tensors(folder), "the names and shapes of PEFT's own");
    JsonObject peft = Json.readObject(ADAPTERS.resolve("bert/adapter_config.json"));
    JsonObject ours = Json.readObject(folder.resolve("adapter_config.json"));
    assertEquals(0.0, ours.remove("lora_dropout").getAsDouble());
    assertEquals(
        Path.of("src/test/resources/parity/bert").toAbsolutePath().toString(),
        ours.remove("base_model_name_or_path").getAsString());
    for (String key : ours.keySet()) {
      assertEquals(peft.get(key), ours.get(key), key);
    }
    assertEquals(18, ours.size());
  }

  @Test
  void anAdapterIsTrainedFurtherAsAWhole() throws IOException {
    Path folder = ADAPTERS.resolve("bert");
    ProgramOptions lora = ProgramOptions.DEFAULTS.withLora(LoraOptions.DEFAULTS);
    try (LoadedFixture model = LoadedFixture.of(Fixture.of("bert"), folder, lora)) {
      UsageException error =
          assertThrows(
              UsageException.class,
              () -> model.model().save(temporary.resolve("adapter"), AS_ADAPTER));
      assertTrue(error.getMessage().contains("is an adapter itself"), error.getMessage());
      float[] before = model.logits();
      model.train();
      model.model().save(temporary.resolve("merged"));
      assertFalse(Arrays.equals(before, model.logits()));
    }
  }

  @Test
  void withoutLoraThereIsNoAdapter() {
    try (LoadedFixture model = LoadedFixture.of(Fixture.of("bert"), ProgramOptions.DEFAULTS)) {
      UsageException error =
          assertThrows(
              UsageException.class,
              () -> model.model().save(temporary.resolve("adapter"), AS_ADAPTER));
      assertTrue(error.getMessage().startsWith("--save-adapter: "), error.getMessage());
    }
  }

  @Test
  void theFormThatIsWrittenLastIsRead() throws IOException {
    Fixture fixture = Fixture.of("bert");
    Path folder = temporary.resolve("output");
    try (LoadedFixture trained =
        LoadedFixture.of(fixture, ProgramOptions.DEFAULTS.withLora(LoraOptions.DEFAULTS))) {
      trained.model().save(folder, AS_ADAPTER);
      Files.createFile(folder.resolve("adapter_model.bin"));
      List<String> adapter = files(folder);
      trained.train();
      trained.model().save(folder, new SaveOptions(SaveOptions.Elements.FLOAT32, 50_000));
      assertTrue(files(folder).stream().noneMatch(file -> file.startsWith("adapter_")));
      assertRead(trained, fixture, folder);
      Files.createFile(folder.resolve("pytorch_model.bin"));
      trained.train();
      trained.model().save(folder, AS_ADAPTER);
      adapter.remove("adapter_model.bin");
      assertEquals(adapter, files(folder), "no whole weights, parts or index");
      assertRead(trained, fixture, folder);
    }
  }

  private static void assertRead(LoadedFixture expected, Fixture fixture, Path folder)
      throws IOException {
    try (LoadedFixture read = LoadedFixture.of(fixture, folder, ProgramOptions.DEFAULTS)) {
      assertArrayEquals(expected.logits(), read.logits(), 1e-5f);
    }
  }

  @Test
  void anAdapterIsNotWrittenOverItsBase() throws IOException {
    Path base = Files.createDirectory(temporary.resolve("base"));
    Fixture fixture = Fixture.of("bert").withoutDropout(base);
    List<String> before = files(base);
    ProgramOptions lora = ProgramOptions.DEFAULTS.withLora(LoraOptions.DEFAULTS);
    try (LoadedFixture model = LoadedFixture.of(fixture, lora)) {
      UsageException error =
          assertThrows(UsageException.class, () -> model.model().save(base, AS_ADAPTER));
      assertTrue(error.getMessage().contains("holds the base model itself"), error.getMessage());
    }
    assertEquals(before, files(base));
    try (Checkpoint checkpoint = Checkpoints.open(base.toString())) {
      assertThrows(UsageException.class, () -> AS_ADAPTER.check(checkpoint, base));
      AS_ADAPTER.check(checkpoint, temporary.resolve("adapter"));
      SaveOptions.DEFAULT.check(checkpoint, base);
    }
  }

  private static List<String> files(Path folder) throws IOException {
    return new ArrayList<>(Folders.names(folder));
  }

  private static List<String> labels(Path folder) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      return TextModel.labelsOf(checkpoint).orElseThrow().names();
    }
  }

  private static List<String> tensors(Path folder) {
    try (TensorSource file = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
      return file.tensors().stream().map(TensorInfo::toString).sorted().toList();
    }
  }
}
