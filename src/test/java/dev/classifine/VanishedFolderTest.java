package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.train.Cadence;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output folder that is taken away while a run writes to it. */
class VanishedFolderTest {

  @TempDir Path folder;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  private TrainingOptions options(Cadence saving) {
    return training
        .training()
        .maxSteps(8)
        .saving(new SavingOptions(saving, 2))
        .selection(SelectionOptions.DEFAULTS)
        .build();
  }

  /** Runs, and does something to the folder after the second step. */
  private void assertEndsWithAnError(Cadence saving, Runnable harm) {
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () ->
                training
                    .builder()
                    .training(options(saving))
                    .callback(TinyTraining.after(2, harm))
                    .run());
    assertFalse(error instanceof UsageException, error.getMessage());
    assertTrue(
        error
            .getMessage()
            .startsWith("--output: " + training.output() + " was deleted, moved or replaced"),
        error.getMessage());
  }

  private void move() {
    try {
      Files.move(training.output(), folder.resolve("elsewhere"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replace() {
    try {
      Folders.delete(training.output());
      Files.createDirectory(training.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void isAnErrorAtTheNextCheckpoint() {
    assertEndsWithAnError(Cadence.every(4), this::move);
    assertFalse(Files.exists(training.output()));
  }

  @Test
  void isAnErrorAtTheEndWhereThereAreNoCheckpoints() {
    assertEndsWithAnError(Cadence.NEVER, this::move);
    assertFalse(Files.exists(training.output()));
  }

  @Test
  void nothingIsWrittenIntoAnotherFolderOfThatName() {
    assertEndsWithAnError(Cadence.every(4), this::replace);
    assertEquals(List.of(), training.names());
    assertEndsWithAnError(Cadence.NEVER, this::replace);
    assertEquals(List.of(), training.names());
  }
}
