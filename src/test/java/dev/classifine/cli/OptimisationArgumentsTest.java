package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of schedules and layers: their names, what they come to, and their mistakes. */
class OptimisationArgumentsTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scheduler zigzag|--scheduler: \"zigzag\" is not a schedule. It must be one of linear, ",
        "--max-tokens-per-batch -1|--max-tokens-per-batch: -1 is out of range. It must be at least",
        "--max-tokens-per-batch some|--max-tokens-per-batch: \"some\" is not a whole number.",
        "--max-tokens-per-batch 9 --batch-size 2|--batch-size and --max-tokens-per-batch: both",
        "--max-tokens-per-batch 9 --no-group-by-length|--max-tokens-per-batch: its batches are of",
        "--warmup-steps -1|--warmup-steps: -1 is below 0",
        "--warmup-steps 2.5|--warmup-steps: 2.5 is out of range. It must be a whole number",
        "--warmup-steps NaN|--warmup-steps: NaN is out of range",
        "--warmup-steps 1e300|--warmup-steps: 1.0E300 is out of range",
        "--warmup-steps some|--warmup-steps: \"some\" is not a number.",
        "--warmup-steps 0.1 --warmup-ratio 0.1|and so is --warmup-ratio. Give one of them",
        "--warmup-ratio 2|--warmup-ratio: 2.0 is out of range",
        "--scheduler constant --warmup-ratio 0.1|--warmup-ratio: the scheduler constant has none",
        "--scheduler reduce_lr_on_plateau --warmup-steps 3|--warmup-steps: the scheduler reduce_lr",
        "--warmup-type cosine|--warmup-type: the scheduler linear has none",
        "--scheduler warmup_stable_decay --decay-steps 2 --decay-type up|--decay-type: \"up\" is"
            + " not",
        "--num-cycles 2|--num-cycles: the scheduler linear has none. It belongs to cosine, ",
        "--scheduler cosine --num-cycles 0|--num-cycles: 0.0 is out of range",
        "--scheduler cosine_with_restarts --num-cycles 1.5|--num-cycles: 1.5 is not whole",
        "--scheduler polynomial --power 0|--power: 0.0 is out of range",
        "--scheduler polynomial --lr-end 1|--lr-end: 1.0 is out of range. It must be below",
        "--scheduler polynomial --learning-rate 1e-8|--lr-end: 1.0E-7 is out of range",
        "--scheduler cosine_with_min_lr|--lr-end: cosine_with_min_lr must have the lowest",
        "--scheduler cosine_with_min_lr --min_lr 1e-7 --min_lr_rate 0.1|--min-lr:"
            + " cosine_with_min_lr must",
        "--min-lr-ratio 0.1|--min-lr-ratio: the scheduler linear has none",
        "--timescale 5|--timescale: the scheduler linear has none. It belongs to inverse_sqrt:",
        "--scheduler inverse_sqrt --timescale 0|--timescale: 0 is out of range",
        "--scheduler warmup_stable_decay|--decay-steps: missing",
        "--scheduler warmup_stable_decay --decay-steps 99|--decay-steps: 99 after 0 of warm-up",
        "--scheduler warmup_stable_decay --decay-steps 0|--decay-steps: 0 is out of range",
        "--stable-steps 3|--stable-steps: the scheduler linear has none",
        "--plateau-patience 3|--plateau-patience: the scheduler linear has none",
        "--scheduler reduce_lr_on_plateau --plateau-factor 1|--plateau-factor: 1.0 is out of range",
        "--scheduler reduce_lr_on_plateau|--scheduler: reduce_lr_on_plateau goes by evaluations",
        "--layer-decay 0|--layer-decay: 0.0 is out of range. It must be in (0, 1]",
        "--layer-decay 1.01|--layer-decay: 1.01 is out of range",
        "--layer-decay most|--layer-decay: \"most\" is not a number.",
        "--freeze bert.encoder.layers.*|--freeze: \"bert.encoder.layers.*\" matches none of the 57",
        "--freeze *|--freeze: nothing is left to train",
        "--freeze-layers 4|--freeze-layers: 4 is out of range. The model has 3 layers",
        "--freeze-layers -1|--freeze-layers: \"-1\" is not a number of layers",
        "--freeze-layers some|--freeze-layers: \"some\" is not a number of layers",
        "--gradual-unfreezing 0|--gradual-unfreezing: 0 is out of range",
        "--gradual-unfreezing 1 --freeze-layers all|--gradual-unfreezing: all layers are frozen",
        "--gradual-unfreezing 1 --freeze-layers 3|--gradual-unfreezing: all layers are frozen",
        "--no-frozen-dropout|--frozen-dropout: the embeddings learn, so that there are no frozen",
        "--feature-cache-limit much|--feature-cache-limit: \"much\" is no size. It must be a whole",
      })
  void aMistakeIsNamed(String options, String message) {
    CommandLineRunner run = tiny.train(tiny.csv(8), options.split(" "));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains(message), run.toString());
    assertFalse(run.err().contains("\tat "), run.toString());
    assertEquals("", run.out(), "results of a run that failed");
  }

  @Test
  void optionsReachTheRunAndItsManifest() {
    JsonObject options =
        manifest(
            "--max-steps=6 --batch-size=4 --lr_scheduler_type=warmup_stable_decay"
                + " --warmup_steps=0.3 --num_decay_steps=2 --min_lr_ratio=0.5 --decay_type=linear"
                + " --warmup_type=1-sqrt --learning-rate=1e-3 --logging-steps=1"
                + " --layer_decay=0.8 --freeze=*.word_embeddings.*,*.bias --freeze=*.LayerNorm.*"
                + " --freeze_layers=0 --gradual_unfreezing=2 --no-frozen-dropout"
                + " --feature_cache=False --feature-cache-limit=2GiB");
    assertEquals("warmup_stable_decay", options.get("scheduler").getAsString());
    assertEquals(0.3, options.get("warmup_ratio").getAsDouble());
    assertEquals(0, options.get("warmup_steps").getAsInt());
    assertEquals("1-sqrt", options.get("warmup_type").getAsString());
    assertEquals("linear", options.get("decay_type").getAsString());
    assertEquals(2, options.get("decay_steps").getAsInt());
    assertEquals(0.5, options.get("min_lr_ratio").getAsDouble());
    assertEquals(0.8, options.get("layer_decay").getAsDouble());
    assertEquals(3, options.getAsJsonArray("freeze").size());
    assertEquals(0, options.get("freeze_layers").getAsInt());
    assertEquals(2, options.get("gradual_unfreezing").getAsInt());
    assertFalse(options.get("frozen_dropout").getAsBoolean());
    assertFalse(options.get("feature_cache").getAsBoolean());
    assertEquals(2L << 30, options.get("feature_cache_limit").getAsLong());
    JsonObject state = Json.readObject(tiny.output().resolve("trainer_state.json"));
    double[] rates =
        state.getAsJsonArray("log_history").asList().stream()
            .map(entry -> entry.getAsJsonObject().get("learning_rate"))
            .filter(rate -> rate != null)
            .mapToDouble(rate -> rate.getAsDouble())
            .toArray();
    // ceil(0.3 * 6) steps of warm-up, 2 at the peak, 2 of decay from 1 towards 0.5
    double rising = 0.5 + 0.5 * (1 - Math.sqrt(0.5));
    double[] expected = {0.5e-3, rising * 1e-3, 1e-3, 1e-3, 1e-3, 0.75e-3};
    assertEquals(expected.length, rates.length);
    for (int i = 0; i < rates.length; i++) {
      assertEquals(expected[i], rates[i], 1e-12);
    }
  }

  @Test
  void stepsOfWarmUpMayBeWrittenAsANumberWithAPoint() {
    JsonObject options = manifest("--max-steps=1 --warmup-steps=3.0");
    assertEquals(3, options.get("warmup_steps").getAsInt());
    assertEquals("linear", options.get("scheduler").getAsString());
    assertTrue(options.get("freeze_layers").isJsonNull(), options.toString());
    assertNull(options.get("num_cycles"));
  }

  @Test
  void onlyTheWordsThatOccurAreTrainedUnlessThatIsTurnedOff() {
    assertTrue(manifest("--max-steps=1").get("sub_vocabulary").getAsBoolean());
    for (String off : new String[] {"--no-sub-vocabulary", "--sub_vocabulary=False"}) {
      assertFalse(
          manifest("--max-steps=1 --overwrite " + off).get("sub_vocabulary").getAsBoolean());
    }
  }

  @Test
  void aTokenBudgetStandsInPlaceOfABatchSize() {
    JsonObject options =
        manifest("--max-tokens-per-batch=48 --gradient-accumulation-steps=2 --epochs=1");
    assertEquals(48, options.get("max_tokens_per_batch").getAsInt());
    assertEquals(2, options.get("passes_per_step").getAsInt());
    assertTrue(options.get("batch_size").isJsonNull(), options.toString());
    assertTrue(options.get("effective_batch_size").isJsonNull(), options.toString());
    // 8 rows of 10 to 14 tokens are 3 or 4 passes: 2 steps
    JsonObject state = Json.readObject(tiny.output().resolve("trainer_state.json"));
    assertEquals(2, state.get("global_step").getAsInt(), state.toString());
  }

  @Test
  void aConfigurationFileTakesThemToo() {
    Path config =
        tiny.write(
            "c.yaml",
            "max_steps: 1\nlr_scheduler_type: cosine\nnum_cycles: 1.5\nfreeze: '*bias,*pooler*'\n"
                + "freeze_layers: all\n");
    JsonObject options = manifest("--config=" + config);
    assertEquals(1.5, options.get("num_cycles").getAsDouble());
    assertEquals(2, options.getAsJsonArray("freeze").size());
    assertEquals("all", options.get("freeze_layers").getAsString());
  }

  private JsonObject manifest(String options) {
    CommandLineRunner run = tiny.train(tiny.csv(8), options.split(" "));
    assertEquals(0, run.code(), run.toString());
    return Json.readObject(tiny.output().resolve("run.json")).getAsJsonObject("options");
  }
}
