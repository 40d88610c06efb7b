package dev.classifine;

import ai.djl.ndarray.NDManager;
import dev.classifine.data.Columns;
import dev.classifine.lora.LoraOptions;
import dev.classifine.metrics.BrierScore;
import dev.classifine.metrics.ExpectedCalibrationError;
import dev.classifine.model.Precision;
import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.Scheduler;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.Focal;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LabelWeights;
import dev.classifine.problem.LossOptions;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.ProcessMemory;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.NumericsOptions;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
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

/**
 * Trains a model of one layer for 1000 steps and prints at some of them the step, resident bytes
 * and managed arrays.
 */
final class MemoryRun {

  private static final int STEPS = 1000;

  private MemoryRun() {}

  /** Options that go together. */
  enum Features {
    /** Weights, smoothing, bfloat16, layers that decay and join, the best evaluation. */
    WHOLE_MODEL,
    /** Low-rank updates in float16 with loss scaling, several labels, focal loss, plateau. */
    LOW_RANK
  }

  public static void main(String[] args) throws IOException {
    Features features = Features.valueOf(args[0]);
    Path folder = Path.of(args[1]);
    Path data = data(folder, features);
    Fixture model =
        Fixture.of("bert")
            .changed(
                Files.createDirectory(folder.resolve("model")),
                config -> config.addProperty("num_hidden_layers", 1));
    FineTuningBuilder builder =
        FineTuning.of(model.folder().toString())
            .ignoreMismatchedSizes()
            .train(data)
            .eval(data)
            .columns(Columns.AUTOMATIC.withWeight("w"))
            .training(training(features))
            .maxLength(24)
            .device("cpu")
            .threads(1)
            .metric(ExpectedCalibrationError::new)
            .metric(BrierScore::new)
            .output(folder.resolve("output"))
            .resume()
            .callback(new Printer());
    switch (features) {
      case WHOLE_MODEL ->
          builder
              .precision(Precision.BF16)
              .tuning(new TuningOptions(true, Thresholds.NONE, false, 0));
      case LOW_RANK ->
          builder
              .precision(Precision.FP16)
              .lora(LoraOptions.DEFAULTS)
              .tuning(new TuningOptions(true, Thresholds.PER_LABEL, true, 2));
      default -> throw new IllegalStateException();
    }
    builder.run();
    System.exit(0);
  }

  private static TrainingOptions training(Features features) {
    TrainingOptionsBuilder builder =
        TrainingOptions.builder()
            .maxSteps(STEPS)
            .batchSize(2)
            .gradientAccumulationSteps(2)
            .autoBatchSize(true)
            .learningRate(1e-4)
            .weightDecay(0.01)
            .loggingSteps(20)
            .numerics(new NumericsOptions(NumericsOptions.NonFinite.SKIP, 0))
            .evaluation(new EvaluationOptions(Cadence.every(90), 16, true))
            .saving(new SavingOptions(Cadence.every(70), 1));
    return switch (features) {
      case WHOLE_MODEL ->
          builder
              .scheduler(Scheduler.COSINE)
              .layers(new LayerOptions(0.9, List.of(), LayerOptions.NO_LAYERS, 1))
              .loss(
                  LossOptions.DEFAULTS
                      .withClassWeights(LabelWeights.BALANCED)
                      .withLabelSmoothing(LabelSmoothing.of(0.1)))
              .selection(new SelectionOptions("accuracy", Direction.BY_NAME, true, 1000, 0))
              .build();
      case LOW_RANK ->
          builder
              .scheduler(Scheduler.REDUCE_LR_ON_PLATEAU)
              .loss(LossOptions.DEFAULTS.withFocal(Focal.of(2)))
              .build();
    };
  }

  private static Path data(Path folder, Features features) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 48; row++) {
      String label =
          features == Features.LOW_RANK
              ? row % 4 == 0 ? "[\"a\", \"b\"]" : row % 7 == 0 ? "-100" : "[\"c\"]"
              : row % 3 == 0 ? "\"a\"" : row % 11 == 0 ? "-100" : "\"b\"";
      lines.append(
          "{\"text\": \"who %swas the first ?\", \"label\": %s, \"w\": %d}%n"
              .formatted("very ".repeat(row % 11), label, 1 + row % 2));
    }
    return Files.writeString(folder.resolve("data.jsonl"), lines.toString());
  }

  /** Prints after some steps. */
  private static final class Printer implements TrainingCallback {
    @Override
    public void onStep(TrainingProgress progress) {
      long step = progress.step();
      if (step == 10 || step % 200 == 0) {
        System.gc();
        System.out.println(step + " " + ProcessMemory.resident() + " " + arrays());
      }
    }

    /** All arrays that any manager of the process holds. */
    private static int arrays() {
      NDManager system = NativeRuntime.engine().newBaseManager().getParentManager();
      return system.getManagedArrays().size();
    }
  }
}
