package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.resume.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code run.json} that is not as it was written. Checkpoints are enough to go on. */
class DamagedManifestTest {

  @TempDir Path folder;

  private static Path manifest(TinyTraining training) {
    return training.output().resolve("run.json");
  }

  @Test
  void aRunGoesOnFromItsCheckpoints() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    byte[] bytes = Files.readAllBytes(manifest(training));
    Files.write(manifest(training), Arrays.copyOf(bytes, bytes.length / 2));
    training.builder().resume().run();
    assertEquals(List.of(39L), training.resumes());
    assertEquals(StoppedRun.result(), TinyTraining.result(training.output()));
  }

  @Test
  void aRunGoesOnWithoutAManifest() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    Files.delete(manifest(training));
    training.builder().resume().run();
    assertEquals(List.of(39L), training.resumes());
    assertEquals(StoppedRun.result(), TinyTraining.result(training.output()));
  }

  @Test
  void noContentIsInTheWayWhereThereAreCheckpoints() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    List<String> contents = contents(Files.readString(manifest(training)));
    assertTrue(contents.size() > 15, "only " + contents.size());
    try (CheckpointStore store = CheckpointStore.open(training.output())) {
      for (String content : contents) {
        Files.writeString(manifest(training), content);
        assertTrue(EarlierRun.of(training.output(), store).isEmpty(), content);
      }
    }
  }

  @Test
  void aModelThatMayBeFinishedIsNotWrittenOver() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    List<String> contents = contents(Files.readString(manifest(training)));
    try (CheckpointStore store = CheckpointStore.open(training.output())) {
      store.clear();
      for (String content : contents) {
        Files.writeString(manifest(training), content);
        ClassifineException error =
            assertThrows(
                ClassifineException.class, () -> EarlierRun.of(training.output(), store), content);
        assertTrue(error.getMessage().startsWith(manifest(training) + ": "), error.getMessage());
        assertTrue(error.getMessage().contains("--overwrite in place"), error.getMessage());
      }
      Files.delete(training.output().resolve("model.safetensors"));
      assertFalse(EarlierRun.of(training.output(), store).isPresent());
    }
  }

  /** Contents of which none tells of a run. */
  private static List<String> contents(String good) {
    List<String> contents =
        new ArrayList<>(
            List.of("", " ", "{", "[]", "null", "{}", "\u0000\u0000", "{\"status\": {}}"));
    for (int part = 1; part < 8; part++) {
      contents.add(good.substring(0, good.length() * part / 8));
    }
    for (String name : List.of("options", "train", "metrics", "labels", "problem_type")) {
      contents.add(good.replace("\n  \"" + name + "\":", "\n  \"other\":"));
    }
    contents.add(good.replaceAll("\"eval_loss\": [0-9.E-]+", "\"eval_loss\": \"low\""));
    return contents;
  }
}
