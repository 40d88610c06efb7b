package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.train.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the queue does around a launcher that trains nothing. */
class RunQueueTest {

  private static final Map<String, Object> DEFINITION = Map.of("model", "m", "epochs", 3);
  private static final QueueOptions ONE =
      new QueueOptions(Collections.singletonList(null), 2, false, Duration.ZERO);

  @TempDir Path temp;
  private final List<String> launched = Collections.synchronizedList(new ArrayList<>());
  private final StopRequest stop = new StopRequest();

  private static List<PlannedRun> runs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new PlannedRun("run-" + i, Map.of("learning-rate", 1e-5 * (i + 1))))
        .toList();
  }

  private ExperimentFolder open(boolean resume) {
    return ExperimentFolder.open(temp.resolve("experiment"), "sweep", DEFINITION, resume);
  }

  private List<RunRecord> run(
      ExperimentFolder folder, QueueOptions options, List<PlannedRun> runs, Launcher launcher) {
    Launcher counted =
        (run, place) -> {
          launched.add(run.name());
          return launcher.launch(run, place);
        };
    return new RunQueue(folder, counted, options, ExperimentListener.NONE, stop).run(runs);
  }

  private static Map<String, Object> accuracy(PlannedRun run, Launcher.Place place) {
    return Map.of("eval_accuracy", 0.5, "train_loss", Float.NaN);
  }

  @Test
  void whatIsDoneIsNotRepeatedAndWhatFailedIs() {
    try (ExperimentFolder folder = open(false)) {
      List<RunRecord> records =
          run(
              folder,
              ONE,
              runs(3),
              (run, place) -> {
                if (run.name().equals("run-1")) {
                  throw new ClassifineException("the loss is not finite");
                }
                return accuracy(run, place);
              });
      assertEquals(
          List.of(RunStatus.DONE, RunStatus.FAILED, RunStatus.DONE),
          records.stream().map(RunRecord::status).toList());
      assertEquals("the loss is not finite", records.get(1).message());
    }
    assertEquals(List.of("run-0", "run-1", "run-2"), launched);
    launched.clear();
    try (ExperimentFolder folder = open(true)) {
      List<RunRecord> records = run(folder, ONE, runs(4), RunQueueTest::accuracy);
      assertEquals(List.of("run-1", "run-3"), launched);
      assertEquals(4, records.stream().filter(RunRecord::isDone).count());
      assertEquals(0.5, records.get(0).metric("accuracy"));
      assertTrue(Double.isNaN(records.get(0).metric("train_loss")));
    }
  }

  @Test
  void aRunWithOtherValuesIsBegunAgain() {
    try (ExperimentFolder folder = open(false)) {
      run(folder, ONE, runs(1), RunQueueTest::accuracy);
      run(
          folder,
          ONE,
          List.of(new PlannedRun("run-0", Map.of("learning-rate", 1))),
          RunQueueTest::accuracy);
    }
    assertEquals(List.of("run-0", "run-0"), launched);
  }

  @Test
  void aKilledRunIsTriedAgainAsOftenAsWasAskedFor() {
    Launcher dies =
        (run, place) -> {
          throw new RunKilledException("killed by signal 9");
        };
    Launcher fails =
        (run, place) -> {
          throw new ClassifineException("failed");
        };
    Launcher wrong =
        (run, place) -> {
          throw new UsageException("--epochs: -1 is below 0");
        };
    QueueOptions both = new QueueOptions(ONE.devices(), 2, true, Duration.ZERO);
    try (ExperimentFolder folder = open(false)) {
      assertEquals(3, run(folder, ONE, runs(4).subList(0, 1), dies).get(0).attempts());
      assertEquals(1, run(folder, ONE, runs(4).subList(1, 2), fails).get(0).attempts());
      assertEquals(3, run(folder, both, runs(4).subList(2, 3), fails).get(0).attempts());
      assertEquals(1, run(folder, both, runs(4).subList(3, 4), wrong).get(0).attempts());
    }
  }

  @Test
  void aDefectOfTheProgramIsARunThatFailed() {
    try (ExperimentFolder folder = open(false)) {
      List<RunRecord> records =
          run(
              folder,
              ONE,
              runs(2),
              (run, place) -> {
                throw new IllegalStateException("odd");
              });
      assertEquals(2, records.size());
      assertTrue(records.get(0).message().contains("internal error"), records.get(0).message());
      assertTrue(records.get(0).message().contains("odd"), records.get(0).message());
    }
  }

  @Test
  void devicesWorkAtTheSameTimeAndTakeOneRunEach() {
    CyclicBarrier together = new CyclicBarrier(2);
    Set<String> busy = ConcurrentHashMap.newKeySet();
    Launcher meets =
        (run, place) -> {
          assertTrue(busy.add(place.device()), "two runs on " + place.device());
          try {
            together.await(60, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          busy.remove(place.device());
          return Map.of();
        };
    try (ExperimentFolder folder = open(false)) {
      List<RunRecord> records =
          run(folder, ONE.withDevices(List.of("cuda:0", "cuda:1")), runs(6), meets);
      assertEquals(
          runs(6).stream().map(PlannedRun::name).toList(),
          records.stream().map(RunRecord::name).toList());
      assertTrue(records.stream().allMatch(RunRecord::isDone));
    }
  }

  @Test
  void whatHasNotBegunIsLeftWhenAskedToEnd() {
    Launcher stops =
        (run, place) -> {
          place.stop().request();
          throw new RunInterruptedException("after step 3");
        };
    try (ExperimentFolder folder = open(false)) {
      List<RunRecord> records = run(folder, ONE, runs(3), stops);
      assertEquals(1, records.size());
      assertEquals(RunStatus.INTERRUPTED, records.get(0).status());
    }
    assertEquals(List.of("run-0"), launched);
  }

  @Test
  void tablesHoldAllThatEnded() throws Exception {
    try (ExperimentFolder folder = open(false)) {
      run(folder, ONE, runs(2), RunQueueTest::accuracy);
      List<String> csv = Files.readAllLines(folder.path().resolve("results.csv"));
      assertEquals(3, csv.size());
      assertEquals(
          "name,status,learning-rate,eval_accuracy,train_loss,seconds,attempts,ran_on,message",
          csv.get(0).replace("train_loss,eval_accuracy", "eval_accuracy,train_loss"));
      assertEquals(
          2, Json.readObject(folder.path().resolve("results.json")).getAsJsonArray("runs").size());
    }
  }

  @Test
  void anotherExperimentIsNotGoneOnWith() {
    open(false).close();
    UsageException begun = assertThrows(UsageException.class, () -> open(false));
    assertTrue(begun.getMessage().contains("--resume"), begun.getMessage());
    UsageException changed =
        assertThrows(
            UsageException.class,
            () ->
                ExperimentFolder.open(
                    temp.resolve("experiment"), "sweep", Map.of("model", "m", "epochs", 4), true));
    assertTrue(changed.getMessage().contains("epochs 3, now it is 4"), changed.getMessage());
    UsageException kind =
        assertThrows(
            UsageException.class,
            () -> ExperimentFolder.open(temp.resolve("experiment"), "batch", DEFINITION, true));
    assertTrue(kind.getMessage().contains("kind is sweep"), kind.getMessage());
  }

  @Test
  void oneProcessHoldsTheFolder() {
    try (ExperimentFolder folder = open(false)) {
      ClassifineException e = assertThrows(ClassifineException.class, () -> open(true));
      assertTrue(e.getMessage().contains("in use"), e.getMessage());
      assertTrue(folder.records().isEmpty());
    }
  }

  @Test
  void attemptsAndSecondsCountOverRestarts() {
    Launcher fails =
        (run, place) -> {
          throw new RunKilledException("killed by signal 9");
        };
    double before;
    try (ExperimentFolder folder = open(false)) {
      before = run(folder, ONE, runs(1), fails).get(0).seconds();
    }
    try (ExperimentFolder folder = open(true)) {
      RunRecord record = run(folder, ONE, runs(1), fails).get(0);
      assertEquals(6, record.attempts());
      assertTrue(record.seconds() > before);
    }
  }

  @Test
  void aRunThatWasCutWithItsExperimentIsKnownToHaveBegun() throws Exception {
    Path record = temp.resolve("experiment/records/run-0.json");
    try (ExperimentFolder folder = open(false)) {
      Launcher looks =
          (run, place) -> {
            assertEquals("begun", Json.readObject(record).get("status").getAsString());
            assertTrue(folder.records().isEmpty(), "it has not ended");
            return accuracy(run, place);
          };
      run(folder, ONE, runs(1), looks);
    }
    Files.writeString(record, Files.readString(record).replace("\"done\"", "\"begun\""));
    try (ExperimentFolder folder = open(true)) {
      assertTrue(folder.records().isEmpty(), "it was cut");
      assertEquals(2, run(folder, ONE, runs(1), RunQueueTest::accuracy).get(0).attempts());
    }
  }

  @Test
  void askedToEndBeforeAnotherAttemptItCanBeGoneOnWith() {
    QueueOptions waits = new QueueOptions(ONE.devices(), 2, false, Duration.ofMinutes(10));
    ExperimentListener stops =
        new ExperimentListener() {
          @Override
          public void onRetry(PlannedRun run, String why) {
            stop.request();
          }
        };
    try (ExperimentFolder folder = open(false)) {
      Launcher dies =
          (run, place) -> {
            throw new RunKilledException("killed by signal 9");
          };
      RunRecord record = new RunQueue(folder, dies, waits, stops, this.stop).run(runs(1)).get(0);
      assertEquals(RunStatus.INTERRUPTED, record.status());
      assertTrue(record.message().contains("killed by signal 9"), record.message());
    }
  }

  @Test
  void damagedRecordsAreAsNone() throws Exception {
    try (ExperimentFolder folder = open(false)) {
      run(folder, ONE, runs(5), RunQueueTest::accuracy);
    }
    launched.clear();
    Path records = temp.resolve("experiment/records");
    String good = Files.readString(records.resolve("run-0.json"));
    Files.writeString(records.resolve("run-0.json"), good.substring(0, good.length() / 2));
    Files.writeString(records.resolve("run-1.json"), good); // another run's
    Files.writeString(records.resolve("run-2.json"), "{}");
    Files.writeString(
        records.resolve("run-3.json"), good.replace("run-0", "run-3").replace("done", "fine"));
    try (ExperimentFolder folder = open(true)) {
      run(folder, ONE, runs(5), RunQueueTest::accuracy);
    }
    assertEquals(List.of("run-0", "run-1", "run-2", "run-3"), launched);
  }

  @Test
  void aCutExperimentFileIsOneClearError() throws Exception {
    open(false).close();
    Path file = temp.resolve("experiment/experiment.json");
    Files.writeString(file, Files.readString(file).substring(0, 30));
    ClassifineException cut = assertThrows(ClassifineException.class, () -> open(true));
    assertTrue(cut.getMessage().contains("experiment.json: not valid JSON"), cut.getMessage());
    assertTrue(cut.getMessage().contains("Choose a new folder"), cut.getMessage());
    Files.writeString(file, "{\"format_version\": 1, \"kind\": \"sweep\"}");
    UsageException empty = assertThrows(UsageException.class, () -> open(true));
    assertTrue(empty.getMessage().contains("was begun with"), empty.getMessage());
  }

  @Test
  void whereRecordsCannotBeWrittenAllEnds() throws Exception {
    Files.createDirectories(temp.resolve("experiment"));
    CyclicBarrier together = new CyclicBarrier(2);
    Launcher meets =
        (run, place) -> {
          try {
            together.await(60, TimeUnit.SECONDS);
            if (run.name().equals("run-1")) {
              Files.delete(
                  temp.resolve("experiment/.classifine.lock")); // as if the folder were moved
              return Map.of();
            }
            while (!place.stop().isRequested()) {
              TimeUnit.MILLISECONDS.sleep(5);
            }
            throw new RunInterruptedException("after step 3");
          } catch (java.io.IOException
              | InterruptedException
              | java.util.concurrent.BrokenBarrierException
              | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
          }
        };
    try (ExperimentFolder folder = open(false)) {
      QueueOptions two = ONE.withDevices(List.of("cuda:0", "cuda:1"));
      ClassifineException e =
          assertThrows(ClassifineException.class, () -> run(folder, two, runs(4), meets));
      assertTrue(e.getMessage().contains("was deleted, moved or replaced"), e.getMessage());
    }
    assertEquals(Set.of("run-0", "run-1"), Set.copyOf(launched), "the others were left");
  }

  @Test
  void namesThatDifferInCaseOnlyAreOne() {
    List<PlannedRun> runs =
        List.of(new PlannedRun("Trec", Map.of()), new PlannedRun("trec", Map.of()));
    try (ExperimentFolder folder = open(false)) {
      assertThrows(
          IllegalArgumentException.class, () -> run(folder, ONE, runs, RunQueueTest::accuracy));
    }
  }

  @Test
  void aNameMustBeAFoldersEverywhere() {
    for (String name :
        List.of("", ".", "..", "a/b", "a b", "a.", "-a", "é", "x".repeat(101), "NUL", "com1.b")) {
      assertThrows(
          IllegalArgumentException.class, () -> new PlannedRun(name, Map.of()), "\"" + name + "\"");
    }
    assertEquals("lr-1e-5_b.2", new PlannedRun("lr-1e-5_b.2", Map.of()).name());
  }
}
