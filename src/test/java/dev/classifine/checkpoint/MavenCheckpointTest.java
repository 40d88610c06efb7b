package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.hub.HubSettings;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.SaveOptions;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models read from a jar in place. */
class MavenCheckpointTest {

  private static final MavenModel MODEL = MavenModel.E5_SMALL_V2;

  private static final WeightsCache OFF = new WeightsCache(Optional.empty());

  @TempDir private Path folder;

  @Test
  void aJarGivesWhatTheClassPathGives() {
    Path jar = jarOfMiniLm();
    assertTrue(
        jar.endsWith(
            MavenModel.MINILM.coordinates().artifact()
                + "-"
                + MavenModel.MINILM.coordinates().version()
                + ".jar"),
        "the version in pom.xml and in MavenModel: " + jar);
    try (ModelFiles files = JarFiles.open(jar);
        Checkpoint fromJar = MavenCheckpoint.open(MavenModel.MINILM, files, OFF);
        Checkpoint fromClassPath =
            MavenCheckpoint.open(MavenModel.MINILM, new ClassPathFiles(), OFF)) {
      assertEquals(fromClassPath.tensors().tensors(), fromJar.tensors().tensors());
      assertArrayEquals(
          fromClassPath.tokenizerFile("tokenizer.json"), fromJar.tokenizerFile("tokenizer.json"));
      String name = "encoder.layer.5.output.dense.weight";
      assertArrayEquals(
          Tensors.read(fromClassPath.tensors(), name), Tensors.read(fromJar.tensors(), name));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyModelHasItsOwnFiles(MavenModel model) throws IOException {
    for (String name : new String[] {"config.json", "tokenizer_config.json"}) {
      assertNotNull(MavenModel.class.getResource(model.title() + "/" + name), model + " " + name);
    }
    assertEquals(model, MavenModel.named(model.title()).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void everyModelHasItsNameOnTheHub(MavenModel model) throws IOException {
    try (InputStream in = MavenModel.class.getResourceAsStream(model.title() + "/config.json")) {
      String config = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(
          Json.parseObject(config, "config.json").get("_name_or_path").getAsString(),
          Checkpoints.hubName(model.title()).orElseThrow());
    }
    assertEquals(model, MavenModel.onHub(model.hubName()).orElseThrow());
  }

  @Test
  void onlyMinilmHasItsPoolerInTheArtifact() {
    for (MavenModel model : MavenModel.values()) {
      assertEquals(model == MavenModel.MINILM, model.hasPooler(), model.title());
    }
    try (Checkpoint minilm = Checkpoints.open("minilm")) {
      assertTrue(minilm.tensors().find("pooler.dense.weight").isPresent());
    }
  }

  /** As Python needs it; and here no hub is. */
  @Test
  void anAdapterNamesItsBaseAsTheHubDoes() throws IOException {
    Path adapter = folder.resolve("adapter");
    Classifier classifier =
        new Classifier(new LabelSet(List.of("a", "b")), ProblemType.SINGLE_LABEL, false, 1);
    ProgramOptions lora = ProgramOptions.DEFAULTS.withLora(LoraOptions.DEFAULTS);
    try (Checkpoint minilm = Checkpoints.open("minilm");
        TextModel model = TextModel.load(minilm, classifier, Device.cpu(), lora)) {
      model.save(adapter, SaveOptions.DEFAULT.withAdapter(true));
    }
    JsonObject config = Json.readObject(adapter.resolve("adapter_config.json"));
    String base = "base_model_name_or_path";
    assertEquals("sentence-transformers/all-MiniLM-L6-v2", config.get(base).getAsString());
    assertAdapts(adapter);
    config.addProperty(base, "minilm"); // as earlier versions wrote it
    Files.writeString(adapter.resolve("adapter_config.json"), Json.pretty(config));
    assertAdapts(adapter);
  }

  private static void assertAdapts(Path adapter) {
    Supplier<HubSettings> none =
        () -> {
          throw new AssertionError("the hub was asked for");
        };
    try (Checkpoint checkpoint = Checkpoints.open(adapter.toString(), none);
        Checkpoint minilm = Checkpoints.open("minilm", none)) {
      String words = "embeddings.word_embeddings.weight";
      assertArrayEquals(
          Tensors.read(minilm.tensors(), words), Tensors.read(checkpoint.tensors(), words));
    }
  }

  @Test
  void namesAFileThatTheJarLacks() throws IOException {
    Path jar = jar(MODEL.weightsFile(), new byte[8]);
    fails(jar, MODEL.tokenizerFile() + " in " + jar, "no such file in the jar");
  }

  @Test
  void namesAJarThatIsNone() throws IOException {
    Path jar = Files.writeString(folder.resolve("model.jar"), "no zip");
    fails(jar, jar.toString(), "Delete the file");
  }

  @Test
  void refusesATokenizerThatUnpacksToTooMuch() throws IOException {
    Path jar = jar(MODEL.tokenizerFile(), new byte[(1 << 25) + 1]);
    assertTrue(Files.size(jar) < 1 << 20);
    fails(jar, "it has 33554433 bytes, where at most 33554432");
  }

  @Test
  void doesNotBelieveTheSizeThatTheJarTells() throws IOException {
    Path jar = jar(MODEL.tokenizerFile(), new byte[1 << 20]);
    overwriteInDirectory(jar, 24, 1000); // the size when unpacked
    fails(jar, "cannot be read");
  }

  @Test
  void refusesBytesThatDoNotFitTheChecksum() throws IOException {
    Path jar = jar(MODEL.tokenizerFile(), new byte[1000]);
    overwriteInDirectory(jar, 16, 12345); // the CRC-32
    fails(jar, "do not fit the zip's checksum");
  }

  @Test
  void refusesWeightsThatAreNoOnnx() throws IOException {
    Path jar = folder.resolve("model.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      add(zip, MODEL.tokenizerFile(), "{}".getBytes(StandardCharsets.UTF_8));
      add(zip, MODEL.weightsFile(), new byte[1000]);
    }
    fails(jar, "e5-small-v2 (" + MODEL.weightsFile() + " in " + jar + ")", "not an ONNX model");
  }

  @Test
  void keepsNothingOfWeightsThatDoNotFitTheChecksum() throws IOException {
    Path jar = folder.resolve("model.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      add(zip, MODEL.weightsFile(), new byte[0]);
      add(zip, MODEL.tokenizerFile(), "{}".getBytes(StandardCharsets.UTF_8));
    }
    overwriteInDirectory(jar, 16, 12345); // the CRC-32
    Path cache = folder.resolve("cache");
    fails(
        new WeightsCache(Optional.of(cache)),
        jar,
        "e5-small-v2 (",
        "do not fit the zip's checksum");
    assertFalse(Files.exists(cache));
  }

  /** The artifact of the embedded model. */
  static Path jarOfMiniLm() {
    String url = MavenModel.class.getResource("/all-minilm-l6-v2.onnx").toString();
    return Path.of(URI.create(url.substring("jar:".length(), url.indexOf('!'))));
  }

  private static void fails(Path jar, String... parts) {
    fails(OFF, jar, parts);
  }

  private static void fails(WeightsCache cache, Path jar, String... parts) {
    ClassifineException e =
        assertThrows(
            ClassifineException.class,
            () -> {
              try (ModelFiles files = JarFiles.open(jar)) {
                MavenCheckpoint.open(MODEL, files, cache).close();
              }
            });
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private Path jar(String name, byte[] content) throws IOException {
    Path jar = folder.resolve("model.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      add(zip, name, content);
    }
    return jar;
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /** Changes a number of the first entry in the zip's directory, at the end of the file. */
  private static void overwriteInDirectory(Path jar, int offset, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(jar);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int directory = zip.getInt(bytes.length - 6);
    zip.putInt(directory + offset, value);
    Files.write(jar, bytes);
  }
}
