package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.JavaProcess;
import dev.classifine.cli.Main;
import dev.classifine.error.UsageException;
import dev.classifine.hub.FakeHub;
import dev.classifine.hub.HubSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of the hub by its name, from a server that behaves as the hub. */
class HubCheckpointTest {

  private static final Path MODEL = Path.of("src/test/resources/parity/mpnet");

  @TempDir Path cache;
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    hub.id = "team/mpnet-tiny";
    hub.files.clear();
    try (Stream<Path> files = Files.list(MODEL)) {
      for (Path file : files.toList()) {
        hub.files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void isOpenedByItsNameAndOfflineThereafter() throws IOException {
    for (boolean offline : List.of(false, true)) {
      try (Checkpoint checkpoint =
              Checkpoints.open("team/mpnet-tiny", () -> hub.settings(cache, offline));
          Checkpoint folder = Checkpoints.open(MODEL.toString())) {
        assertEquals("team/mpnet-tiny", checkpoint.name());
        assertEquals(folder.config(), checkpoint.config());
        assertEquals(folder.tensors().tensors(), checkpoint.tensors().tensors());
        assertArrayEquals(
            folder.tokenizerFile("tokenizer.json"), checkpoint.tokenizerFile("tokenizer.json"));
      }
    }
    assertTrue(
        hub.requests.stream().noneMatch(request -> request.contains("expected.json")),
        "only the files needed: " + hub.requests);
  }

  @Test
  void aNameThatIsNowhereSaysWhereItWasLookedFor() {
    UsageException error =
        assertThrows(
            UsageException.class,
            () -> Checkpoints.open("team/other", () -> hub.settings(cache, true)));
    assertTrue(error.getMessage().startsWith("--model: there is no folder \"team/other\""));
  }

  /** A proxy, a token or a time that is wrong is an error only where the hub is needed. */
  @Test
  void theHubsSettingsAreOfNoInterestToAFolder() {
    Supplier<HubSettings> wrong =
        () -> HubSettings.from(Map.of("HTTPS_PROXY", "http://me:secret@proxy:3128"));
    Checkpoints.open(MODEL.toString(), wrong).close();
    Checkpoints.open("minilm", wrong).close();
    UsageException error =
        assertThrows(UsageException.class, () -> Checkpoints.open("team/mpnet-tiny", wrong));
    assertTrue(error.getMessage().contains("HTTPS_PROXY: a proxy with a user"), error.getMessage());
  }

  /** The whole program in a process of its own, told of the hub by its environment. */
  @Test
  void theCommandLinePredictsWithAModelOfTheHub() throws IOException, InterruptedException {
    ProcessBuilder builder =
        JavaProcess.of(
            Main.class,
            List.of("-Xmx256m"),
            "predict",
            "--model",
            "team/mpnet-tiny@main",
            "--input",
            "-",
            "--lines",
            "--device",
            "cpu");
    builder.environment().put("HF_ENDPOINT", hub.endpoint().toString());
    builder.environment().put("HF_HOME", cache.toString());
    builder.environment().put("HF_HUB_OFFLINE", "0");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().write("what city ?\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    assertTrue(out.contains("Fetching model.safetensors"), out);
    assertTrue(out.contains("\"label\":\"class "), out);
    assertTrue(Files.isDirectory(cache.resolve("hub/models--team--mpnet-tiny/snapshots")), out);
  }
}
