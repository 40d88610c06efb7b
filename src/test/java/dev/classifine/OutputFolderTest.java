package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.train.Cadence;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be in an output folder when a run begins. */
class OutputFolderTest {

  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void prepare() throws IOException {
    output = Files.createDirectory(folder.resolve("output"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".classifine.lock",
        ".run.json.partial",
        ".classifine123.probe",
        ".checkpoint-4.partial",
        ".checkpoint-4.deleted"
      })
  void whatAStartLeavesThatWasCutIsInNobodysWay(String name) throws IOException {
    Files.writeString(output.resolve(name), "1");
    OutputFolder.prepare(output, false, false);
    OutputFolder.prepare(output, false, true);
  }

  @Test
  void aRunIsGoneOnWithOnlyWhereThatIsAskedFor() throws IOException {
    Files.writeString(output.resolve("run.json"), "{}");
    OutputFolder.prepare(output, false, true);
    String message =
        assertThrows(UsageException.class, () -> OutputFolder.prepare(output, false, false))
            .getMessage();
    assertTrue(message.contains("or --resume to go on with the run in it"), message);
  }

  @Test
  void aFolderOfOtherFilesIsNoRun() throws IOException {
    Files.writeString(output.resolve("thesis.txt"), "mine");
    String message =
        assertThrows(UsageException.class, () -> OutputFolder.prepare(output, false, true))
            .getMessage();
    assertEquals(
        "--output: "
            + output
            + " is not empty, and holds no run to go on with. Choose a new folder, or give"
            + " --overwrite to write over what is there.",
        message);
  }

  @Test
  void aPretrainedModelsNameIsRefusedSinceTheFolderCouldNotBeNamed() {
    String message =
        assertThrows(
                UsageException.class, () -> OutputFolder.prepare(Path.of("minilm"), false, false))
            .getMessage();
    assertTrue(message.startsWith("--output: minilm is what --model takes"), message);
    assertFalse(Files.exists(Path.of("minilm")));
    OutputFolder.prepare(output.resolve("minilm"), false, false);
  }

  @Test
  void anotherProgramsCheckpointsAreNeitherGoneOnFromNorDeleted() throws IOException {
    Path foreign = Files.createDirectory(output.resolve("checkpoint-500"));
    Files.writeString(foreign.resolve("optimizer.pt"), "moments");
    TinyTraining training = new TinyTraining(folder);
    assertThrows(UsageException.class, () -> training.builder().resume().run());
    String message =
        assertThrows(ClassifineException.class, () -> training.builder().overwrite().run())
            .getMessage();
    assertTrue(
        message.startsWith("--output: " + foreign + " is not a checkpoint of Classifine"), message);
    assertEquals(List.of("checkpoint-500"), training.names());
    assertTrue(Files.exists(foreign.resolve("optimizer.pt")));
  }

  @Test
  void goingOnAndWritingOverContradictEachOther() {
    TinyTraining training = new TinyTraining(folder);
    String message =
        assertThrows(UsageException.class, () -> training.builder().resume().overwrite().options())
            .getMessage();
    assertTrue(message.startsWith("--overwrite and --resume: both were given."), message);
  }

  @Test
  void writingOverARunRemovesItsCheckpoints() throws IOException {
    Files.delete(output);
    TinyTraining training = StoppedRun.stopped(folder);
    Files.createDirectory(output.resolve("checkpoint-3.damaged"));
    assertTrue(training.has("checkpoint-39"));
    training
        .builder()
        .training(
            training
                .training()
                .maxSteps(2)
                .saving(new SavingOptions(Cadence.NEVER, 2))
                .selection(SelectionOptions.DEFAULTS)
                .build())
        .overwrite()
        .run();
    assertFalse(
        training.names().stream().anyMatch(name -> name.contains("checkpoint")),
        training.names().toString());
    assertEquals(List.of(), training.resumes());
    assertEquals("complete", training.status());
  }
}
