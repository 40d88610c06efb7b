package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.optim.Scheduler;
import dev.classifine.problem.Focal;
import dev.classifine.problem.LossOptions;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a run's builder makes of its calls. */
class FineTuningBuilderTest {

  private static final LossOptions LOSS = LossOptions.DEFAULTS.withFocal(Focal.of(2));
  private static final ScheduleOptions SCHEDULE = ScheduleOptions.of(Scheduler.COSINE);
  private static final LayerOptions LAYERS =
      new LayerOptions(0.9, java.util.List.of("*.embeddings.*"), LayerOptions.NO_LAYERS, 0);
  private static final EvaluationOptions EVALUATION =
      new EvaluationOptions(Cadence.every(7), 16, true);
  private static final SavingOptions SAVING = new SavingOptions(Cadence.EVERY_EPOCH, 3);
  private static final SelectionOptions SELECTION =
      new SelectionOptions("macro_f1", Direction.BY_NAME, true, 2, 0.01);

  private static FineTuningBuilder builder() {
    return FineTuning.of("minilm").train(Path.of("train.csv")).output(Path.of("out"));
  }

  @Test
  void itsTrainingOptionsAreThoseOfTheTrainingsBuilder() {
    TrainingOptions expected =
        TrainingOptions.builder()
            .epochs(5)
            .batchSize(4)
            .gradientAccumulationSteps(3)
            .learningRate(1e-4)
            .seed(9)
            .loss(LOSS)
            .schedule(SCHEDULE)
            .layers(LAYERS)
            .evaluation(EVALUATION)
            .saving(SAVING)
            .selection(SELECTION)
            .maxGradNorm(0.5)
            .build();
    assertEquals(
        expected,
        builder()
            .epochs(5)
            .batchSize(4)
            .gradientAccumulationSteps(3)
            .learningRate(1e-4)
            .seed(9)
            .loss(LOSS)
            .schedule(SCHEDULE)
            .layers(LAYERS)
            .evaluation(EVALUATION)
            .saving(SAVING)
            .selection(SELECTION)
            .training(options -> options.maxGradNorm(0.5))
            .options()
            .training());
    assertEquals(expected, builder().training(expected).options().training());
  }

  @Test
  void allTrainingOptionsReplaceThoseBeforeAndChangesKeepThem() {
    TrainingOptions all = TrainingOptions.builder().batchSize(2).build();
    TrainingOptions options =
        builder().epochs(5).training(all).training(t -> t.maxSteps(8)).options().training();
    assertEquals(all.toBuilder().maxSteps(8).build(), options);
  }
}
