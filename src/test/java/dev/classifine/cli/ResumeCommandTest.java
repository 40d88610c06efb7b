package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.TinyTraining;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --resume} in processes of their own: what they load, on how many threads they run. */
class ResumeCommandTest {

  /** No folder, so that DJL has no place for libtorch and loading it fails. */
  private static final String NO_LIBRARIES = "export DJL_CACHE_DIR=/dev/null; ";

  @TempDir Path folder;
  private TinyTraining training;
  private Path log;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
    log = folder.resolve("log");
  }

  @Test
  void aCompleteRunIsToldOfWithoutLoadingNativeLibraries() throws Exception {
    training.builder().run();
    try (ForkedRun run = ForkedRun.start(log, NO_LIBRARIES, training.arguments("--resume"))) {
      String printed = run.ends(0);
      assertTrue(printed.contains("The run is complete already; nothing was done."), printed);
      assertTrue(printed.contains("eval_accuracy"), printed);
    }
    List<String> longer = training.arguments("--epochs", "4", "--resume");
    try (ForkedRun run = ForkedRun.start(log, NO_LIBRARIES, longer)) {
      String printed = run.ends(1);
      assertTrue(
          printed.contains("The native library of Hugging Face's tokenizers cannot be loaded"),
          printed);
      assertTrue(printed.contains("DJL_CACHE_DIR"), printed);
    }
  }

  @Test
  void anotherNumberOfThreadsIsRefusedUnlessItIsAskedFor() throws Exception {
    try (ForkedRun run = ForkedRun.start(log, training.arguments())) {
      run.awaits(() -> training.has("checkpoint-36"));
      run.kill();
    }
    String printed = ForkedRun.finish(log, 1, training.arguments("--threads", "2", "--resume"));
    assertTrue(printed.contains(" was written with threads 1, but now it is 2."), printed);
    assertTrue(printed.contains("Give the same --threads, or --resume-other-threads."), printed);
    printed =
        ForkedRun.finish(
            log, 0, training.arguments("--threads", "2", "--resume", "--resume-other-threads"));
    assertTrue(printed.contains("Going on with threads 2, where the run began with 1"), printed);
    assertEquals("complete", training.status());
  }
}
