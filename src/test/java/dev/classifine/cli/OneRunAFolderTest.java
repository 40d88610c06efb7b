package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.FineTuningResult;
import dev.classifine.TinyTraining;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that want the same output folder. */
class OneRunAFolderTest {

  @TempDir Path folder;
  @TempDir Path uncut;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  private void assertNamed(String message, long process) {
    String expected =
        "--output: " + training.output() + " is in use by another run (process " + process + "). ";
    assertTrue(message.contains(expected), message);
  }

  @Test
  void anotherProcessIsRefusedAndTheFirstGoesOnUnharmed() throws Exception {
    try (ForkedRun first = ForkedRun.start(folder.resolve("log"), training.arguments())) {
      first.awaits(() -> training.has("checkpoint-6"));
      first.signal("STOP"); // so that it still holds the folder, however slow the others are
      for (String more : new String[] {"--resume", "--overwrite"}) {
        CommandLineRunner second =
            CommandLineRunner.run(training.arguments(more).toArray(String[]::new));
        assertEquals(1, second.code(), second.toString());
        assertNamed(second.err(), first.pid());
      }
      first.signal("CONT");
      first.ends(0);
    }
    assertEquals(UncutRun.result(uncut), TinyTraining.result(training.output()));
  }

  @Test
  void anotherRunOfTheProcessIsRefusedAndKeepsOtherProcessesOutAsBefore() {
    FineTuningResult result =
        training.builder().callback(TinyTraining.after(7, this::tryInAndOutside)).run();
    assertEquals(TinyTraining.STEPS, result.outcome().steps());
    assertEquals("complete", training.status());
  }

  private void tryInAndOutside() {
    long process = ProcessHandle.current().pid();
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> training.builder().resume().run());
    assertNamed(error.getMessage(), process);
    try {
      assertNamed(
          ForkedRun.finish(folder.resolve("log"), 1, training.arguments("--resume")), process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
