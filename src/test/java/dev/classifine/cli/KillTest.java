package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.TinyTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is killed without a warning, once or several times, ends after all with what it
 * would have ended with: weights and moments to the last bit, metrics and log.
 */
class KillTest {

  @TempDir Path folder;
  @TempDir Path uncut;
  private TinyTraining training;

  /** When a process is killed; what it waits for depends on how far the run is. */
  private enum Moment {
    /** A while after its start: while Java or libtorch is loaded, in most cases. */
    START_UP,
    /** A while after the manifest was written, before the first step or after it. */
    BEGUN,
    /** A while after a checkpoint was written. */
    BETWEEN_CHECKPOINTS,
    /** While a checkpoint is written. */
    WITHIN_A_CHECKPOINT,
    /** While the result is written, or shortly after. */
    WITHIN_THE_RESULT
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void endsAsIfItHadNotBeenKilled(long seed) throws Exception {
    killAndGoOn(seed);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("manySeeds")
  void endsAsIfItHadNotBeenKilledAtManyMoments(long seed) throws Exception {
    killAndGoOn(seed);
  }

  static List<Long> manySeeds() {
    return LongStream.range(4, 24).boxed().toList();
  }

  private void killAndGoOn(long seed) throws Exception {
    training = new TinyTraining(folder);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> story = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    int kills = 1 + (int) (seed % 3);
    for (int kill = 0; kill < kills; kill++) {
      Moment moment = Moment.values()[(int) ((seed + kill) % Moment.values().length)];
      run(kill, moment, random, expected);
      story.add(moment + " " + training.names());
      assertEquals(expected, resumes(), story.toString());
    }
    run(kills, null, random, expected);
    assertEquals(expected, resumes(), story.toString());
    assertEquals(UncutRun.result(uncut), TinyTraining.result(training.output()), story.toString());
    assertEquals("complete", training.status());
    assertTrue(training.names().stream().noneMatch(name -> name.startsWith(".")), story.toString());
  }

  /**
   * Runs a process until it is killed, or to its end.
   *
   * @param moment when it is killed; null for never
   * @param expected the steps that the run went on from so far; where this process gets to say so,
   *     that of the newest checkpoint is added
   */
  private void run(int number, Moment moment, SplittableRandom random, List<Long> expected)
      throws Exception {
    OptionalLong newest = newest();
    FileTime manifest = written();
    Path log = folder.resolve("run-" + number + ".log");
    List<String> arguments = training.arguments("--resume");
    try (ForkedRun run = ForkedRun.start(log, arguments)) {
      if (moment == null) {
        run.ends(0);
      } else {
        await(run, moment, newest.orElse(0), random);
        assertTrue(run.isAlive() || mayEndBefore(moment, newest.orElse(0)), run::printed);
        run.kill();
      }
    }
    if (newest.isPresent() && !written().equals(manifest)) {
      expected.add(newest.getAsLong());
    }
  }

  private void await(ForkedRun run, Moment moment, long newest, SplittableRandom random)
      throws InterruptedException {
    long done = newest / TinyTraining.SAVE_STEPS;
    long left = TinyTraining.STEPS / TinyTraining.SAVE_STEPS - done;
    long step = TinyTraining.SAVE_STEPS * (done + (left <= 1 ? left : random.nextLong(1, left)));
    int milliseconds = 60;
    switch (moment) {
      case START_UP -> milliseconds = 700;
      case BEGUN -> {
        FileTime before = written();
        run.sees(() -> !written().equals(before));
      }
      case BETWEEN_CHECKPOINTS -> run.sees(() -> training.has("checkpoint-" + step));
      case WITHIN_A_CHECKPOINT -> {
        run.sees(() -> training.has(".checkpoint-" + step + ".partial"));
        milliseconds = 8;
      }
      case WITHIN_THE_RESULT -> {
        run.sees(() -> training.has(".model.safetensors.partial"));
        milliseconds = 8;
      }
    }
    TimeUnit.MICROSECONDS.sleep(random.nextInt(1, milliseconds * 1000));
  }

  /** Where little is left to do, or the machine is fast, the process may be done by then. */
  private static boolean mayEndBefore(Moment moment, long newest) {
    return moment == Moment.START_UP
        || moment == Moment.WITHIN_THE_RESULT
        || newest == TinyTraining.STEPS;
  }

  /** The step of the newest checkpoint, which the next process must find whole and go on from. */
  private OptionalLong newest() {
    return training.names().stream()
        .filter(name -> name.matches("\\.?checkpoint-[0-9]+(\\.replaced)?"))
        .mapToLong(name -> Long.parseLong(name.replaceAll("[^0-9]", "")))
        .max();
  }

  private List<Long> resumes() {
    return training.has("run.json") ? training.resumes() : List.of();
  }

  /** When the manifest was written; the beginning of time where there is none. */
  private FileTime written() {
    try {
      return Files.getLastModifiedTime(training.output().resolve("run.json"));
    } catch (NoSuchFileException e) {
      return FileTime.fromMillis(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
