package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.optim.FrozenOptions;
import dev.classifine.optim.LayerOptions;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.SavingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose frozen layers are computed once: stopped, gone on with, changed in between. */
class FrozenRunTest {

  private static final FrozenOptions KEPT = FrozenOptions.DEFAULTS.withDropout(false);
  private static final int ROWS = 600; // more tokens than are computed together
  private static final int STEPS = 150;

  @TempDir Path folder;

  private TinyTraining training(String name) throws IOException {
    return new TinyTraining(Files.createDirectory(folder.resolve(name)));
  }

  private FineTuningBuilder builder(TinyTraining training, int layers, FrozenOptions frozen) {
    return training
        .builder()
        .train(training.data("many.csv", ROWS))
        .training(
            training
                .training()
                .epochs(2)
                .batchSize(4)
                .evaluation(new EvaluationOptions(Cadence.every(40), 64, false))
                .saving(new SavingOptions(Cadence.every(STEPS), 1))
                .layers(new LayerOptions(1, List.of(), layers, 0, frozen))
                .build());
  }

  @ParameterizedTest
  @CsvSource({"3, 20", "3, 110", "2, 20"})
  void aRunThatWasCutEndsWithTheBytesOfOneThatWasNot(int layers, long step) throws IOException {
    TinyTraining whole = training("whole");
    assertEquals(STEPS, builder(whole, layers, KEPT).run().outcome().steps());
    TinyTraining cut = training("cut");
    TinyTraining.stoppedAfter(step, builder(cut, layers, KEPT));
    FineTuningResult result =
        builder(cut, layers, KEPT.withCacheLimit(1000)).resume().run(); // now in a file
    assertEquals(step, result.outcome().resumedFrom());
    assertEquals(List.of(), result.warnings());
    for (String weights :
        List.of("model.safetensors", "checkpoint-" + STEPS + "/training_state.safetensors")) {
      assertEquals(
          -1, Files.mismatch(whole.output().resolve(weights), cut.output().resolve(weights)));
    }
  }

  @Test
  void theManifestSaysHowFrozenLayersRan() throws IOException {
    TinyTraining training = training("run");
    builder(training, 3, KEPT.withCacheLimit(7)).run();
    JsonObject options = training.manifest().getAsJsonObject("options");
    assertFalse(options.get("frozen_dropout").getAsBoolean());
    assertTrue(options.get("feature_cache").getAsBoolean());
    assertEquals(7, options.get("feature_cache_limit").getAsLong());
  }

  @Test
  void theDropoutMustAgreeAndTheCacheMayChangeWithAWarning() throws IOException {
    TinyTraining training = training("run");
    TinyTraining.stoppedAfter(20, builder(training, 3, KEPT));
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> builder(training, 3, FrozenOptions.DEFAULTS).resume().run());
    assertTrue(
        error.getMessage().contains(" was written with frozen_dropout false, but now it is true."),
        error.getMessage());
    FineTuningResult result = builder(training, 3, KEPT.withCache(false)).resume().run();
    assertEquals(
        List.of(
            "Going on with feature_cache false, where the run began with true: it will not end with"
                + " the weights that it would have had."),
        result.warnings());
    assertEquals(STEPS, result.outcome().steps());
  }
}
