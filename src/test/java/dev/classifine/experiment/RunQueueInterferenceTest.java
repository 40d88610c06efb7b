package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.resume.FolderLock;
import dev.classifine.train.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the queue does where its thread is interrupted, or another process has a run's folder. */
class RunQueueInterferenceTest {

  private static final QueueOptions ONE =
      new QueueOptions(Collections.singletonList(null), 2, false, Duration.ZERO);

  @TempDir Path temp;

  private ExperimentFolder open(boolean resume) {
    return ExperimentFolder.open(temp.resolve("experiment"), "batch", Map.of(), resume);
  }

  private static List<RunRecord> run(
      ExperimentFolder folder, Launcher launcher, ExperimentListener listener, String... names) {
    List<PlannedRun> runs =
        List.of(names).stream().map(name -> new PlannedRun(name, Map.of())).toList();
    return new RunQueue(folder, launcher, ONE, listener, new StopRequest()).run(runs);
  }

  @Test
  void anInterruptedThreadWritesItsRecordAndBeginsNoOther() {
    List<String> launched = new ArrayList<>();
    Launcher interrupted =
        (run, place) -> {
          launched.add(run.name());
          Thread.currentThread().interrupt(); // as a launcher does that was waiting
          throw new RunInterruptedException("while it waited");
        };
    try (ExperimentFolder folder = open(false)) {
      List<RunRecord> records = run(folder, interrupted, ExperimentListener.NONE, "a", "b");
      assertTrue(Thread.interrupted(), "the interrupt is for the caller to see");
      assertEquals(1, records.size());
      assertEquals(RunStatus.INTERRUPTED, records.get(0).status());
    }
    assertEquals(List.of("a"), launched);
    try (ExperimentFolder folder = open(true)) {
      assertEquals(RunStatus.INTERRUPTED, folder.record("a").orElseThrow().status());
    }
  }

  @Test
  void aRunWhoseFolderAnotherProcessTookIsTriedAgainWhenThatHasEnded() throws Exception {
    List<FolderLock> other = new ArrayList<>();
    Launcher late =
        (run, place) -> {
          if (other.isEmpty()) {
            other.add(FolderLock.take(place.folder()));
            throw new ClassifineException("is in use by another run");
          }
          return Map.of();
        };
    ExperimentListener ends =
        new ExperimentListener() {
          @Override
          public void onProgress(PlannedRun run, String progress) {
            assertEquals("waiting for an earlier process of it to end", progress);
            other.get(0).close();
          }
        };
    try (ExperimentFolder folder = open(false)) {
      Files.createDirectories(folder.runFolder("a"));
      RunRecord record = run(folder, late, ends, "a").get(0);
      assertEquals(RunStatus.DONE, record.status());
      assertEquals(2, record.attempts());
    }
  }
}
