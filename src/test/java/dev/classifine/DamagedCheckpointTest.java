package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints that are not as they were written. */
class DamagedCheckpointTest {

  @TempDir Path folder;

  /** What happens to files. */
  enum Damage {
    /** One bit in the middle. */
    FLIPPED {
      @Override
      void to(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    },
    /** Half of it. */
    TRUNCATED {
      @Override
      void to(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    DELETED {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void to(Path file) throws IOException;
  }

  private static final List<String> FILES =
      List.of(
          "checksums.json",
          "config.json",
          "model.safetensors",
          "tokenizer.json",
          "tokenizer_config.json",
          "trainer_state.json",
          "training_state.json",
          "training_state.safetensors");

  static Stream<Arguments> everyDamage() {
    return FILES.stream()
        .flatMap(file -> Arrays.stream(Damage.values()).map(damage -> arguments(file, damage)));
  }

  @ParameterizedTest
  @MethodSource("everyDamage")
  void theOneBeforeIsTaken(String file, Damage damage) throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    Path newest = training.output().resolve("checkpoint-39");
    damage.to(newest.resolve(file));
    FineTuningResult result = training.builder().resume().run();
    assertEquals(1, result.warnings().size(), result.warnings().toString());
    String warning = result.warnings().get(0);
    assertTrue(warning.startsWith("A damaged checkpoint is left out. " + newest), warning);
    assertTrue(warning.contains(file), warning);
    assertEquals(List.of(36L), training.resumes());
    assertEquals(StoppedRun.result(), TinyTraining.result(training.output()));
    assertTrue(training.has("checkpoint-39.damaged"), training.names().toString());
  }

  @Test
  void everyFileOfACheckpointIsOneOfThose() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    assertEquals(FILES, Folders.names(training.output().resolve("checkpoint-39")));
  }

  @Test
  void whereNoneIsGoodTheRunBeginsAnewAndSaysSo() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    List<String> checkpoints =
        training.names().stream().filter(name -> name.startsWith("checkpoint-")).toList();
    assertTrue(checkpoints.size() > 1, checkpoints.toString());
    for (String checkpoint : checkpoints) {
      Damage.FLIPPED.to(training.output().resolve(checkpoint).resolve("model.safetensors"));
    }
    FineTuningResult result = training.builder().resume().run();
    assertEquals(checkpoints.size() + 1, result.warnings().size(), result.warnings().toString());
    assertEquals(
        "No checkpoint is as it was written, so the run begins anew.",
        result.warnings().get(checkpoints.size()));
    assertEquals(List.of(), training.resumes());
    assertEquals(StoppedRun.result(), TinyTraining.result(training.output()));
  }

  @Test
  void aBestOneThatIsLostIsAnErrorWithAWayOut() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    FineTuningBuilder worst = training.builder().training(worstIsBest(training, true));
    TinyTraining.stoppedAfter(StoppedRun.STEP, worst);
    long best = StoppedRun.bestStep(training.output().resolve("checkpoint-39"));
    assertTrue(best < 36, "the best must not be one that is gone on from: " + best);
    Damage.FLIPPED.to(training.output().resolve("checkpoint-" + best + "/model.safetensors"));

    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> training.builder().training(worstIsBest(training, true)).resume().run());
    assertFalse(error instanceof UsageException, error.getMessage());
    assertTrue(
        error.getMessage().startsWith("The best weights are those of step " + best),
        error.getMessage());
    assertTrue(error.getMessage().contains("/model.safetensors: is not as"), error.getMessage());
    assertTrue(error.getMessage().contains("without --load-best"), error.getMessage());
    assertFalse(training.has("model.safetensors"), "a result was written");

    training.builder().training(worstIsBest(training, false)).resume().run();
    assertEquals(List.of(39L), training.resumes(), "no step was made before the error");
    assertEquals(
        TinyTraining.result(training.output()).get("checkpoint-42/model.safetensors"),
        TinyTraining.result(training.output()).get("model.safetensors"));
  }

  /** The largest loss counts as the best: it is an early one. */
  @Test
  void aBestOneThatNobodyAskedToKeepIsThatOfTheStepsThatAreLeft() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(
        StoppedRun.STEP, training.builder().training(worstIsBest(training, false)));
    long best = StoppedRun.bestStep(training.output().resolve("checkpoint-39"));
    Folders.delete(training.output().resolve("checkpoint-" + best));

    FineTuningResult result =
        training.builder().training(worstIsBest(training, true)).resume().run();
    assertTrue(
        result.warnings().toString().contains("of step " + best + ", has no checkpoint"),
        result.warnings().toString());
    assertTrue(training.has("model.safetensors"));
  }

  private static TrainingOptions worstIsBest(TinyTraining training, boolean loadBest) {
    return training
        .training()
        .selection(new SelectionOptions("loss", SelectionOptions.Direction.GREATER, loadBest, 0, 0))
        .build();
  }
}
