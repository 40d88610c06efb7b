package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.Precision;
import dev.classifine.optim.LayerOptions;
import dev.classifine.train.Cadence;
import dev.classifine.train.NumericsOptions;
import dev.classifine.train.NumericsOptions.NonFinite;
import dev.classifine.train.SavingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole runs of a BERT on two replicas: with one pass on each, the files that they leave have the
 * bytes of a run on one device with two passes a step. Dropout and length buckets are on.
 */
class DataParallelRunTest {

  /** 54 rows in batches of 4, twice. */
  private static final int STEPS = 28;

  @TempDir private Path folder;

  /** What a run has beside the plain. */
  enum Feature {
    PLAIN,
    LORA,
    BF16,
    FP16,
    LAYERS
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void onePassOnEachOfTwoReplicasIsTwoPassesOnOneDevice(Feature feature) throws IOException {
    TinyTraining training = new TinyTraining(folder);
    Map<String, String> results = null;
    for (String device : List.of("cpu", "cpu,cpu")) {
      Path output = folder.resolve(device);
      FineTuningResult result =
          builder(training, feature, device.equals("cpu") ? 2 : 1)
              .device(device)
              .output(output)
              .run();
      assertEquals(STEPS, result.outcome().steps());
      assertEquals(feature == Feature.FP16, result.outcome().skippedSteps() > 0);
      if (results != null) {
        assertEquals(results, result(output));
      }
      results = result(output);
    }
  }

  /** What runs must agree on; the state names the best checkpoint's folder, which differs. */
  private static Map<String, String> result(Path output) throws IOException {
    Map<String, String> result = TinyTraining.result(output, STEPS);
    result.replaceAll(
        (file, text) -> text.replaceAll("\"best_model_checkpoint\": \"[^\"]*/", "\""));
    return result;
  }

  private static FineTuningBuilder builder(
      TinyTraining training, Feature feature, int accumulation) {
    FineTuningBuilder builder =
        training
            .builder()
            .training(
                t ->
                    t.epochs(2)
                        .gradientAccumulationSteps(accumulation)
                        .saving(new SavingOptions(Cadence.every(7), 2)));
    return switch (feature) {
      case PLAIN -> builder;
      case LORA -> builder.lora(LoraOptions.DEFAULTS);
      case BF16 -> builder.precision(Precision.BF16);
      case FP16 ->
          // 2^40 overflows at first: skipped steps
          builder
              .precision(Precision.FP16)
              .training(t -> t.numerics(new NumericsOptions(NonFinite.STOP, 0x1p40)));
      case LAYERS -> builder.layers(new LayerOptions(0.8, List.of("*word_embeddings*"), 1, 1));
    };
  }

  @Test
  void aRunThatWasCutEndsWithTheBytesOfOneThatWasNot() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    Path whole = folder.resolve("whole");
    builder(training, Feature.LAYERS, 1).device("cpu,cpu").output(whole).run();
    for (int cut : new int[] {5, 14, 23}) {
      Path output = folder.resolve("cut-" + cut);
      FineTuningResult first =
          TinyTraining.stoppedAfter(
              cut, builder(training, Feature.LAYERS, 1).device("cpu,cpu").output(output));
      assertTrue(first.isInterrupted());
      FineTuningResult rest =
          builder(training, Feature.LAYERS, 1).device("cpu,cpu").output(output).resume().run();
      assertEquals(cut, rest.outcome().resumedFrom());
      assertEquals(List.of(), rest.warnings());
      assertEquals(result(whole), result(output));
    }
  }

  @Test
  void theManifestHasTheDevicesAndTheirEffectiveBatch() {
    TinyTraining training = new TinyTraining(folder);
    training.builder().training(t -> t.epochs(1)).device("cpu,cpu").run();
    var manifest = training.manifest();
    assertEquals("cpu,cpu", manifest.get("device").getAsString());
    var options = manifest.getAsJsonObject("options");
    assertEquals(2, options.get("gradient_accumulation_steps").getAsInt());
    assertEquals(8, options.get("effective_batch_size").getAsInt());
    assertEquals(7, manifest.get("steps").getAsInt(), "54 rows in batches of 8");
  }

  @Test
  void anotherNumberOfDevicesGoesOnOnlyWithTheSameEffectiveBatch() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> training.builder().device("cpu,cpu").resume().run());
    assertTrue(
        error.getMessage().contains("with effective_batch_size 4, but now it is 8"),
        error.getMessage());
    FineTuningResult result =
        training
            .builder()
            .device("cpu,cpu")
            .training(t -> t.gradientAccumulationSteps(1))
            .resume()
            .run();
    assertEquals(2, result.warnings().size(), result.warnings().toString());
    assertTrue(
        result.warnings().get(0).startsWith("Going on with device \"cpu,cpu\", where the run"),
        result.warnings().toString());
    assertEquals(StoppedRun.result(), TinyTraining.result(training.output()));
  }

  @Test
  void aWrongListIsAnErrorBeforeAnythingIsRead() {
    FineTuningBuilder builder =
        FineTuning.of("none").train(Path.of("none.csv")).output(folder).device("cpu,cuda:0");
    UsageException error = assertThrows(UsageException.class, builder::options);
    assertTrue(error.getMessage().startsWith("--device: cpu,cuda:0 mixes the processor with"));
  }
}
