package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.Columns;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.Precision;
import dev.classifine.model.SaveOptions;
import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.PlateauOptions;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.optim.Scheduler;
import dev.classifine.problem.Focal;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LabelWeights;
import dev.classifine.problem.LossOptions;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOptionsBuilder;
import dev.classifine.train.TrainingProgress;
import dev.classifine.tuning.TuningOptions;
import dev.classifine.tuning.TuningOptions.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole runs with each feature, cut three times and gone on with: the files that they leave have
 * the bytes of a run that was not cut. Dropout, accumulation and length buckets are on.
 */
class FineTuningResumeTest {

  /** 22 rows in effective batches of 4: 6 steps an epoch, 18 in all. */
  private static final int ROWS = 22;

  @TempDir private Path folder;

  /** What a run has beside the plain. */
  enum Feature {
    PLAIN,
    LORA,
    ADAPTER,
    BF16,
    FP16,
    LAYERS,
    PLATEAU,
    BEST,
    WEIGHTS,
    MULTI_LABEL,
    REGRESSION
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void aCutRunLeavesTheBytesOfAWholeOne(Feature feature) throws IOException {
    FineTuningResult whole = run(feature, "whole", 0);
    assertEquals(18, whole.outcome().steps());
    int last = -1; // it has nothing to go on from
    for (int cut : new int[] {1, 6, 11}) {
      FineTuningResult part = run(feature, "cut", cut);
      assertTrue(part.isInterrupted());
      assertEquals(last, part.outcome().resumedFrom());
      assertEquals(cut, part.outcome().steps());
      last = cut;
    }
    FineTuningResult rest = run(feature, "cut", 0);
    assertEquals(last, rest.outcome().resumedFrom());
    for (String file : files(feature)) {
      assertArrayEquals(
          Files.readAllBytes(whole.output().resolve(file)),
          Files.readAllBytes(rest.output().resolve(file)),
          feature + ": " + file);
    }
    assertEquals(whole.outcome().loss(), rest.outcome().loss());
    assertEquals(whole.metrics().get("eval_loss"), rest.metrics().get("eval_loss"));
    assertTrue(run(feature, "whole", 0).wasComplete());
  }

  private static List<String> files(Feature feature) {
    return feature == Feature.ADAPTER
        ? List.of("adapter_model.safetensors", "adapter_config.json", "config.json")
        : List.of("model.safetensors", "config.json");
  }

  /** Runs until it is done or, where {@code cut} is above 0, that many steps. */
  private FineTuningResult run(Feature feature, String name, int cut) throws IOException {
    StopRequest stop = new StopRequest();
    Path data = data(feature);
    FineTuningBuilder builder =
        FineTuning.of("src/test/resources/parity/bert")
            .ignoreMismatchedSizes()
            .train(data)
            .eval(data)
            .columns(
                feature == Feature.WEIGHTS ? Columns.AUTOMATIC.withWeight("w") : Columns.AUTOMATIC)
            .training(training(feature))
            .maxLength(24)
            .device("cpu")
            .output(folder.resolve(name))
            .resume()
            .stopRequest(stop)
            .callback(
                new TrainingCallback() {
                  @Override
                  public void onStep(TrainingProgress progress) {
                    if (progress.step() == cut) {
                      stop.request();
                    }
                  }
                });
    switch (feature) {
      case LORA -> builder.lora(LoraOptions.DEFAULTS);
      case ADAPTER ->
          builder.lora(LoraOptions.DEFAULTS).save(SaveOptions.DEFAULT.withAdapter(true));
      case BF16 -> builder.precision(Precision.BF16);
      case FP16 -> builder.precision(Precision.FP16);
      case MULTI_LABEL -> builder.tuning(new TuningOptions(true, Thresholds.PER_LABEL, true, 2));
      default -> {}
    }
    return builder.run();
  }

  private static TrainingOptions training(Feature feature) {
    TrainingOptionsBuilder builder =
        TrainingOptions.builder()
            .epochs(3)
            .batchSize(2)
            .gradientAccumulationSteps(2)
            .learningRate(1e-3)
            .weightDecay(0.01)
            .loggingSteps(5)
            .evaluation(new EvaluationOptions(Cadence.every(4), 16, false))
            .saving(new SavingOptions(Cadence.every(5), 1));
    switch (feature) {
      case LAYERS -> builder.layers(new LayerOptions(0.8, List.of("*word_embeddings*"), 1, 1));
      case PLATEAU ->
          builder.schedule(
              ScheduleOptions.builder()
                  .scheduler(Scheduler.REDUCE_LR_ON_PLATEAU)
                  .plateau(new PlateauOptions(0.5, 0, 1e-4, 0, 1e-8))
                  .build());
      case BEST ->
          builder.selection(new SelectionOptions("loss", Direction.GREATER, true, 9, 0.01));
      case WEIGHTS ->
          builder.loss(
              LossOptions.DEFAULTS
                  .withClassWeights(LabelWeights.BALANCED)
                  .withLabelSmoothing(LabelSmoothing.of(0.1)));
      case MULTI_LABEL -> builder.loss(LossOptions.DEFAULTS.withFocal(Focal.of(2)));
      default -> {}
    }
    return builder.build();
  }

  private Path data(Feature feature) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      String label =
          switch (feature) {
            case MULTI_LABEL -> row % 4 == 0 ? "[]" : row % 3 == 0 ? "[\"a\", \"b\"]" : "[\"c\"]";
            case REGRESSION -> "" + Math.cos(row);
            default -> row % 3 == 0 ? "\"a\"" : "\"b\"";
          };
      lines.append(
          "{\"text\": \"who %swas the first in rome ?\", \"label\": %s, \"w\": %d}%n"
              .formatted("very ".repeat(row * 7 % 11), label, 1 + row % 2));
    }
    return Files.writeString(folder.resolve("data.jsonl"), lines.toString());
  }
}
