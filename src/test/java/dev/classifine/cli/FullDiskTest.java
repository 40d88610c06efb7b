package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.TinyTraining;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint, or a cache of features, that does not fit. */
class FullDiskTest {

  /** No file larger than 200 KiB: the model is smaller, the optimizer's moments are larger. */
  private static final String LIMIT = "trap '' XFSZ; ulimit -f 200; ";

  @TempDir Path folder;
  @TempDir Path uncut;

  @Test
  void theCheckpointsBeforeAreThereAndTheRunGoesOnWhenThereIsRoom() throws Exception {
    TinyTraining training = new TinyTraining(folder);
    Path log = folder.resolve("log");
    try (ForkedRun run = ForkedRun.start(log, training.arguments())) {
      run.awaits(() -> training.has("checkpoint-12"));
      run.signal("TERM");
      run.ends(143);
    }
    List<String> before = training.names();
    long step = training.manifest().get("steps").getAsLong();
    try (ForkedRun run = ForkedRun.start(log, LIMIT, training.arguments("--resume"))) {
      String printed = run.ends(1);
      assertTrue(
          printed.contains("classifine: " + training.output().resolve("checkpoint-")), printed);
      assertTrue(
          printed.contains(": cannot be written: File too large. Older checkpoints are"), printed);
      assertTrue(printed.contains("Make room"), printed);
    }
    assertEquals(before, training.names());
    ForkedRun.finish(log, 0, training.arguments("--resume"));
    assertEquals(List.of(step, step), training.resumes());
    assertEquals(UncutRun.result(uncut), TinyTraining.result(training.output()));
  }

  @Test
  void featuresThatDoNotFitAreOneError() throws Exception {
    TinyTraining training = new TinyTraining(folder);
    Path many = training.data("many.csv", 600); // 700 KB of features
    List<String> arguments =
        training.arguments(
            "--train",
            many.toString(),
            "--freeze-layers",
            "2",
            "--feature-cache-limit",
            "0",
            "--no-frozen-dropout");
    try (ForkedRun run = ForkedRun.start(folder.resolve("log"), LIMIT, arguments)) {
      String printed = run.ends(1);
      assertTrue(
          printed.contains(
              "classifine: The features of the frozen layers cannot be kept in the folder for"
                  + " temporary files, "),
          printed);
      assertTrue(printed.contains(": File too large. Free some space there, name"), printed);
    }
  }
}
