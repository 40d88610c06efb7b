package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.resume.ResumeRules;
import dev.classifine.resume.ResumeRules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type who come from transformers works, or is answered with what to type. */
class OptionErrorsTest {

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
        "--epochs 0|--epochs: 0.0 is out of range",
        "--num_train_epochs many|--num-train-epochs: \"many\" is not a number.",
        "--seed x|--seed: \"x\" is not a whole number.",
        "--batch-size 1.5|--batch-size: \"1.5\" is not a whole number.",
        "--gradient_accumulation_steps=0|--gradient-accumulation-steps: 0 is out of range",
        "--adam-beta1 1|--adam-beta1: 1.0 is out of range",
        "--adam-beta2 1|--adam-beta2: 1.0 is out of range",
        "--adam-epsilon 0|--adam-epsilon: 0.0 is out of range",
        "--max-grad-norm -1|--max-grad-norm: -1.0 is out of range",
        "--max_steps -2|--max-steps: -2 is below 0",
        "--per_device_eval_batch_size 0|--per-device-eval-batch-size: 0 is out of range",
        "--early-stopping-patience -1|--early-stopping-patience: -1 is below 0",
        "--early-stopping-threshold 0.1|--early-stopping-threshold: 0.1 has no meaning",
        "--load-best|--load-best, --early-stopping-patience: there are no rows to evaluate on",
        "--eval-fraction 0.5 --metric cost|--metric: \"cost\" is not a metric of",
        "--save_total_limit -1|--save-total-limit: -1 is below 0",
        "--label_smoothing_factor 1|--label-smoothing-factor: 1.0 is out of range",
        "--class-weights place=-1|--class-weights: -1.0 is out of range",
        "--focal-gamma -1|--focal-gamma: -1.0 is out of range",
        "--focal-alpha 0.5|--focal-alpha: 0.5 was given without focal gamma",
        "--at-least-one|--at-least-one: it is for multi-label classification",
        "--top-k 2|--top-k: it is for multi-label classification",
        "--top-k -1|--top-k: -1 is below 0",
        "--eval-fraction 0.5 --tune-thresholds one|--tune-thresholds: one was asked for",
        "--bf16 maybe|--bf16: \"maybe\" is neither true nor false.",
        "--resume_from_checkpoint out/checkpoint-4|--resume-from-checkpoint: \"out/checkpoint-4\""
            + " is neither true nor false. A run goes on from the newest good checkpoint of its"
            + " --output: give --resume alone.",
        "--do_train|--do-train is not an option of train. Training is what train does",
        "--optim adamw_torch|--optim is not an option of train. The optimizer is AdamW",
        "--epoch 3|--epoch is not an option of train.",
        "--epochs 1 stray|\"stray\" belongs to no option.",
      })
  void aMistakeNamesTheOptionAsItWasTyped(String options, String message) {
    CommandLineRunner run = tiny.train(tiny.csv(8), options.split(" "));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains("classifine: " + message), run.err());
    assertFalse(run.err().contains("\tat "), run.toString());
  }

  /** The checkpoint could not be loaded: its configuration has more layers than its weights. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--eval-fraction 0.5 --metric acuracy|2|--metric: \"acuracy\" is not a metric of"
            + " single-label classification. It must be one of loss, accuracy,",
        "--eval-fraction 0.5 --metric smoothed_loss|2|--metric: \"smoothed_loss\" is not",
        "--metric pearson|2|--metric: \"pearson\" is not a metric of single-label",
        "--early-stopping-patience 2|2|--load-best, --early-stopping-patience: there are no rows",
        "--eval-fraction 0.5 --metric eval_smoothed_loss --label-smoothing 0.1|1|tensors are"
            + " missing",
        "--eval-fraction 0.5 --metric accuracy|1|tensors are missing",
        "--scheduler reduce_lr_on_plateau|2|--scheduler: reduce_lr_on_plateau goes by evaluations",
        "--scheduler reduce_lr_on_plateau --eval-fraction 0.5|1|tensors are missing",
      })
  void whatGoesByEvaluationsIsCheckedBeforeTheModelIsLoaded(
      String options, int code, String message) throws IOException {
    Path model = tiny.modelCopy();
    Path config = model.resolve("config.json");
    JsonObject json = Json.readObject(config);
    json.addProperty("num_hidden_layers", 9);
    Files.writeString(config, json.toString());
    CommandLineRunner run = tiny.train(model.toString(), tiny.csv(8), options.split(" "));
    assertEquals(code, run.code(), run.toString());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void adviceIsForNamesThatAreNoOptions() {
    CommandLineRunner help = CommandLineRunner.run("train", "--help");
    for (String name : TransformersOptions.names()) {
      assertFalse(help.out().contains(name + "=") || help.out().contains(name + " "), name);
    }
    assertTrue(TransformersOptions.names().size() > 30);
  }

  /** The document of resuming says so. */
  @Test
  void theNamesOfARunsOptionsAreThoseOfTheCommandLine() {
    Set<String> facts = Set.of("eval_rows", "eval_sha256", "processor", "mkl_kernels", "libtorch");
    String help = CommandLineRunner.run("train", "--help").out();
    for (Rule rule : Rule.values()) {
      for (String name : ResumeRules.named(rule)) {
        String option = name.replace('_', '-');
        boolean isOption =
            Pattern.compile("--(\\[no-])?" + option + "[=,\\s\\[]").matcher(help).find();
        assertEquals(!facts.contains(name), isOption, option);
      }
    }
  }

  @Test
  void yesAndNoAreWrittenAsTransformersDoes() {
    JsonObject options =
        trained(
            "--bf16 True --group_by_length False --overwrite_output_dir True --max_steps -1"
                + " --epochs 1 --evaluation_strategy epoch --eval_fraction 0.25");
    assertEquals("bf16", options.get("precision").getAsString());
    assertEquals("shuffled", options.get("order").getAsString());
    assertEquals("epoch", options.get("eval_strategy").getAsString());
    assertEquals(0, options.get("max_steps").getAsLong());
  }

  @ParameterizedTest
  @CsvSource({
    "--logging-strategy epoch, 50",
    "--logging-strategy no, 50",
    "--logging-steps 7, 7",
    "--logging-strategy epoch --eval-steps 3, 3"
  })
  void evaluationsByStepsAreAsOftenAsEntriesOfTheLogByStepsWouldBe(String typed, int steps) {
    JsonObject options =
        trained(typed + " --eval-strategy steps --max-steps 1 --eval-fraction 0.25");
    assertEquals(steps, options.get("eval_steps").getAsInt());
  }

  @Test
  void noIsAStrategyInYamlToo() {
    Path config =
        tiny.write(
            "config.yaml",
            "eval_strategy: no\nsave_strategy: no\nmax_steps: 1\nbf16: false\nmetric:\n"
                + "freeze: [bert.pooler.*, bert.embeddings.*]\n");
    JsonObject options = trained("--config " + config);
    assertEquals("no", options.get("eval_strategy").getAsString());
    assertEquals("no", options.get("save_strategy").getAsString());
    assertEquals("float32", options.get("precision").getAsString());
    assertEquals(2, options.get("freeze").getAsJsonArray().size());
  }

  @Test
  void aFileOfOptionsThatWouldNotBeReadOrNotWholeIsTold() {
    Path config = tiny.write("config.yaml", "epochs: 1\nnum_train_epochs: 2\n");
    assertWrong("--config " + config, config + ": num-train-epochs is epochs by another name.");
    Path other = tiny.write("other.yaml", "config: config.yaml\n");
    assertWrong("--config " + other, other + ": config: a file of options names no other.");
    Path arguments = tiny.write("arguments", "--config\n" + config + "\n");
    CommandLineRunner run = CommandLineRunner.run("train", "@" + arguments);
    assertEquals(2, run.code(), run.toString());
    assertTrue(
        run.err().contains("--config: stands in an @file, and would not be read."), run.err());
  }

  private void assertWrong(String typed, String told) {
    CommandLineRunner run = tiny.train(tiny.csv(8), typed.split(" "));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().startsWith("classifine: " + told), run.toString());
  }

  @Test
  void jsonMayHoldListsAsWell() {
    Path config =
        tiny.write("config.json", "{\"freeze\": [\"bert.pooler.*\"], \"lora\": null, \"seed\": 7}");
    JsonObject options = trained("--max-steps 1 --config " + config);
    assertEquals("[\"bert.pooler.*\"]", options.get("freeze").toString());
    assertEquals(7, options.get("seed").getAsLong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epochs: {one: 1}|config.yaml: epochs holds an object.",
        "epochz: 3|config.yaml: epochz is not an option of train. The names are those of",
        "torch_compile: true|config.yaml: torch-compile is not an option of train. There is"
            + " nothing",
        "epochs: three|classifine: --epochs: \"three\" is not a number.",
        "report_to: [jsonl, wandb]|--report-to: there is no tracker called \"wandb\". There are",
      })
  void aMistakeOfAFileIsNamed(String mistake) {
    String[] parts = mistake.split("\\|");
    Path config = tiny.write("config.yaml", parts[0] + "\n");
    CommandLineRunner run = tiny.train(tiny.csv(8), "--config", config.toString());
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains(parts[1]), run.err());
    assertFalse(run.err().contains("UsageException"), run.err());
  }

  private JsonObject trained(String options) {
    CommandLineRunner run = tiny.train(tiny.csv(8), options.split(" "));
    assertEquals(0, run.code(), run.toString());
    return Json.readObject(tiny.output().resolve("run.json")).getAsJsonObject("options");
  }
}
