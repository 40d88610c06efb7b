package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.optim.Scheduler;
import dev.classifine.resume.ResumeRules;
import dev.classifine.resume.ResumeRules.Rule;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is gone on with by other options than it was begun with. */
class ChangedOptionsTest {

  /**
   * The rule of every option that a run keeps. A new option must be put into one of these lists on
   * purpose; where it is not named in {@link ResumeRules} it must agree.
   */
  private static final Map<Rule, List<String>> RULES = new EnumMap<>(Rule.class);

  static {
    RULES.put(
        Rule.AGREES,
        List.of(
            "best_direction",
            "class_weights",
            "dropout_masks",
            "effective_batch_size",
            "eval_fraction",
            "first_row_only",
            "focal_alpha",
            "focal_gamma",
            "fold",
            "fold_seed",
            "freeze",
            "freeze_layers",
            "frozen_dropout",
            "gradual_unfreezing",
            "label_column",
            "label_delimiter",
            "label_smoothing",
            "label_smoothing_convention",
            "labels",
            "layer_decay",
            "loss_scale",
            "max_length",
            "max_tokens_per_batch",
            "metric_for_best_model",
            "model",
            "order",
            "passes_per_step",
            "pos_weight",
            "precision",
            "problem_type",
            "seed",
            "sub_vocabulary",
            "text_column",
            "text_pair_column",
            "threads",
            "train_rows",
            "train_sha256",
            "weight_column"));
    RULES.put(
        Rule.WARNS,
        List.of(
            "adam_beta1",
            "adam_beta2",
            "adam_epsilon",
            "batch_size",
            "device",
            "early_stopping_patience",
            "early_stopping_threshold",
            "epochs",
            "eval_rows",
            "eval_sha256",
            "feature_cache",
            "gradient_accumulation_steps",
            "learning_rate",
            "libtorch",
            "max_grad_norm",
            "max_steps",
            "non_finite",
            "processor",
            "mkl_kernels",
            "scheduler",
            "tf32",
            "warmup_ratio",
            "warmup_steps",
            "weight_decay"));
    RULES.put(
        Rule.AT_END,
        List.of(
            "at_least_one",
            "calibrate",
            "load_best_model_at_end",
            "max_shard_size",
            "save_adapter",
            "save_dtype",
            "top_k",
            "tune_thresholds"));
    RULES.put(
        Rule.FREE,
        List.of(
            "auto_batch_size",
            "eval",
            "eval_batch_size",
            "eval_on_train",
            "eval_steps",
            "eval_strategy",
            "feature_cache_limit",
            "ignore_mismatched_sizes",
            "jdbc_url",
            "logging_steps",
            "logging_strategy",
            "save_limit",
            "save_steps",
            "save_strategy",
            "token_cache",
            "train"));
  }

  @TempDir Path folder;

  @Test
  void everyOptionThatIsKeptHasARuleOnPurpose() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    TreeSet<String> kept = new TreeSet<>(training.manifest().getAsJsonObject("options").keySet());
    kept.addAll(
        Json.readObject(training.output().resolve("checkpoint-39/training_state.json"))
            .getAsJsonObject("run")
            .keySet());
    TreeSet<String> listed = new TreeSet<>();
    RULES.forEach(
        (rule, names) -> {
          names.forEach(name -> assertEquals(rule, ResumeRules.of(name), name));
          listed.addAll(names);
        });
    assertEquals(listed, kept);
  }

  @Test
  void whatEachScheduleReadsMayChangeWithAWarningAndLowRankUpdatesMayNot() {
    for (Scheduler scheduler : Scheduler.values()) {
      schedule(scheduler)
          .values()
          .keySet()
          .forEach(name -> assertEquals(Rule.WARNS, ResumeRules.of(name), name));
    }
    LoraOptions.DEFAULTS
        .values()
        .keySet()
        .forEach(name -> assertEquals(Rule.AGREES, ResumeRules.of(name), name));
  }

  private static ScheduleOptions schedule(Scheduler scheduler) {
    return switch (scheduler) {
      case COSINE_WITH_MIN_LR ->
          ScheduleOptions.builder().scheduler(scheduler).minRatio(0.1).build();
      case WARMUP_STABLE_DECAY ->
          ScheduleOptions.builder().scheduler(scheduler).decaySteps(1).build();
      default -> ScheduleOptions.of(scheduler);
    };
  }

  private static String refused(FineTuningBuilder builder) {
    ClassifineException error = assertThrows(ClassifineException.class, builder::run);
    assertFalse(error instanceof UsageException, error.getMessage());
    return error.getMessage();
  }

  @Test
  void anotherSeedIsRefusedWithBothValuesAndAWayOut() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    List<String> before = training.names();
    String message =
        refused(training.builder().training(training.training().seed(43).build()).resume());
    assertEquals(
        "--resume: "
            + training.output().resolve("checkpoint-39")
            + " was written with seed 42, but now it is 43. It must be the same to go on. Give the"
            + " same, or begin anew in another folder.",
        message);
    assertEquals(before, training.names());
    assertEquals("interrupted", training.status());
  }

  @Test
  void aBatchOfTheSameRowsMayBeCutInAnotherWay() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    String message =
        refused(training.builder().training(training.training().batchSize(4).build()).resume());
    assertTrue(message.contains("effective_batch_size 4, but now it is 8. It is --batch"), message);
    FineTuningResult result =
        training
            .builder()
            .training(training.training().batchSize(4).gradientAccumulationSteps(1).build())
            .resume()
            .run();
    assertEquals(2, result.warnings().size(), result.warnings().toString());
    assertEquals(
        "Going on with batch_size 4, where the run began with 2: it will not end with the weights"
            + " that it would have had.",
        result.warnings().get(0));
  }

  @Test
  void anotherContentOfTheTrainingFileIsRefused() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    String text = Files.readString(training.train());
    Files.writeString(training.train(), text.replaceFirst("city", "world"));
    String message = refused(training.builder().resume());
    assertTrue(message.contains(" was written with train_sha256 \""), message);
    assertTrue(message.contains("whose content is not what it was. Give the file as"), message);
  }

  @Test
  void anotherNameOfTheTrainingFileIsAllowed() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    Path other = Files.move(training.train(), folder.resolve("other.csv"));
    FineTuningResult result = training.builder().train(other).resume().run();
    assertEquals(List.of(), result.warnings());
    assertEquals(StoppedRun.result(), TinyTraining.result(training.output()));
  }

  @Test
  void anotherLearningRateIsWarnedOf() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    FineTuningResult result =
        training.builder().training(training.training().learningRate(1e-3).build()).resume().run();
    assertEquals(
        List.of(
            "Going on with learning_rate 0.001, where the run began with 5.0E-4: it will not end"
                + " with the weights that it would have had."),
        result.warnings());
    assertEquals(39, result.outcome().resumedFrom());
  }

  @Test
  void whatChangesNoWeightsMayChangeWithoutAWord() throws IOException {
    TinyTraining training = StoppedRun.stopped(folder);
    FineTuningResult result =
        training
            .builder()
            .training(
                training
                    .training()
                    .logging(Cadence.every(1))
                    .evaluation(new EvaluationOptions(Cadence.every(10), 7, false))
                    .build())
            .resume()
            .run();
    assertEquals(List.of(), result.warnings());
    Map<String, String> expected = StoppedRun.result();
    Map<String, String> found = TinyTraining.result(training.output());
    for (String weights :
        List.of("model.safetensors", "checkpoint-42/training_state.safetensors")) {
      assertEquals(expected.get(weights), found.get(weights), weights);
    }
  }

  @Test
  void aResultIsTakenOnlyForTheRunThatItIsOf() throws IOException {
    TinyTraining training = StoppedRun.whole(folder);
    String message =
        refused(training.builder().training(training.training().seed(43).build()).resume());
    assertTrue(
        message.startsWith("--resume: " + training.output() + " was written with seed 42, but"),
        message);
    List<String> names = training.names();
    assertEquals("complete", training.status());
    assertTrue(training.builder().threads(99).device(null).resume().run().wasComplete());
    assertEquals(names, training.names());
  }
}
