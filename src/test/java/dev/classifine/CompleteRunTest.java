package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.model.SaveOptions;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOptionsBuilder;
import dev.classifine.train.TrainingOutcome.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Going on with a run that came to its end. */
class CompleteRunTest {

  @TempDir Path folder;

  private static TrainingOptions longer(TinyTraining training) {
    return training.training().epochs(4).build();
  }

  private static void assertRefusedAndUnharmed(TinyTraining training, String reason)
      throws IOException {
    byte[] model = Files.readAllBytes(training.output().resolve("model.safetensors"));
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> training.builder().training(longer(training)).resume().run());
    assertFalse(error instanceof UsageException, error.getMessage());
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "--resume: the run in "
                    + training.output()
                    + " is complete and has no checkpoint to go on from with other options. "
                    + reason),
        error.getMessage());
    assertEquals("complete", training.status());
    assertArrayEquals(model, Files.readAllBytes(training.output().resolve("model.safetensors")));
  }

  @Test
  void itsResultIsThereAtOnce() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    FileTime written = Files.getLastModifiedTime(training.output().resolve("run.json"));
    FineTuningResult result = training.builder().resume().run();
    assertTrue(result.wasComplete());
    assertEquals(List.of("person", "place"), result.labels().names());
    assertEquals(ProblemType.SINGLE_LABEL, result.problemType());
    assertEquals(
        training.manifest().getAsJsonObject("metrics").get("eval_loss").getAsDouble(),
        result.metrics().get("eval_loss"));
    assertEquals(written, Files.getLastModifiedTime(training.output().resolve("run.json")));
  }

  @Test
  void aRunThatStoppedEarlyGoesOnWithMorePatience() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    TrainingOptionsBuilder options =
        training
            .training()
            .evaluation(new EvaluationOptions(Cadence.every(1), 16, false))
            .saving(new SavingOptions(Cadence.every(1), 1));
    // The greatest loss is the best, so that nothing gets better while it learns.
    TrainingOptions impatient =
        options.selection(new SelectionOptions("loss", Direction.GREATER, false, 2, 0)).build();
    TrainingOptions patient =
        options.selection(new SelectionOptions("loss", Direction.GREATER, false, 4, 0)).build();
    Path output = folder.resolve("early");
    FineTuningResult first = training.builder().training(impatient).output(output).run();
    assertEquals(End.EARLY_STOPPED, first.outcome().end());
    FineTuningResult again = training.builder().training(patient).output(output).resume().run();
    assertEquals(first.outcome().steps(), again.outcome().resumedFrom());
    assertEquals(first.outcome().steps() + 2, again.outcome().steps());
  }

  @Test
  void moreEpochsGoOnFromItsLastCheckpoint() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    FineTuningResult result = training.builder().training(longer(training)).resume().run();
    assertEquals(42, result.outcome().resumedFrom());
    assertEquals(56, result.outcome().steps());
    assertEquals(List.of(42L), training.resumes());
    assertEquals(
        List.of(
            "Going on with epochs 4.0, where the run began with 3.0: it will not end with the"
                + " weights that it would have had."),
        result.warnings());
  }

  @Test
  void moreEpochsAreRefusedWithoutACheckpoint() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    for (String name : training.names()) {
      if (name.startsWith("checkpoint-")) {
        Folders.delete(training.output().resolve(name));
      }
    }
    assertRefusedAndUnharmed(training, "Going on with epochs 4.0, where the run began with 3.0");
  }

  @Test
  void moreEpochsAreRefusedWithoutAGoodCheckpoint() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    for (String name : training.names()) {
      if (name.startsWith("checkpoint-")) {
        Files.delete(training.output().resolve(name).resolve("model.safetensors"));
      }
    }
    assertRefusedAndUnharmed(training, "Its checkpoints are damaged.");
  }

  @Test
  void anotherFormOfTheResultIsWrittenFromItsLastCheckpoint() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    SaveOptions shards = new SaveOptions(SaveOptions.Elements.FLOAT32, 100_000);
    FineTuningResult result = training.builder().save(shards).resume().run();
    assertEquals(42, result.outcome().resumedFrom());
    assertEquals(List.of(), result.warnings());
    assertTrue(training.has("model.safetensors.index.json"), training.names().toString());
    assertFalse(training.has("model.safetensors"), training.names().toString());
    assertTrue(training.builder().save(shards).resume().run().wasComplete());
  }

  @Test
  void anotherFormOfTheResultIsRefusedWithoutACheckpoint() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    for (String name : training.names()) {
      if (name.startsWith("checkpoint-")) {
        Folders.delete(training.output().resolve(name));
      }
    }
    SaveOptions shards = new SaveOptions(SaveOptions.Elements.FLOAT32, 100_000);
    String message =
        assertThrows(
                ClassifineException.class, () -> training.builder().save(shards).resume().run())
            .getMessage();
    assertTrue(message.contains("Its result was made with max_shard_size "), message);
    assertTrue(message.contains(", but now it is 100000. Choose another folder"), message);
    assertEquals("complete", training.status());
  }

  @Test
  void anotherEvaluationFileIsEvaluatedOn() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    Path other = training.data("other.csv", 10);
    FineTuningResult result = training.builder().eval(other).resume().run();
    assertEquals(10, result.outcome().evaluation().evaluation().examples());
    assertEquals(
        StoppedRun.result().get("model.safetensors"),
        TinyTraining.result(training.output()).get("model.safetensors"));
  }

  /** Correlations with a constant are no numbers, and JSON has none such. */
  @Test
  void aMetricThatIsNotFiniteIsNull() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    Path constant =
        Files.writeString(folder.resolve("constant.csv"), "text,label\nthe city,1\nwho was,1\n");
    FineTuningBuilder builder =
        training
            .builder()
            .train(constant)
            .eval(constant)
            .problemType(ProblemType.REGRESSION)
            .training(training.training().maxSteps(1).build());
    builder.run();
    FineTuningResult result = builder.resume().run();
    assertTrue(result.wasComplete());
    assertNull(result.metrics().get("eval_pearson"));
    assertTrue(result.metrics().containsKey("eval_pearson"), result.metrics().toString());
  }
}
