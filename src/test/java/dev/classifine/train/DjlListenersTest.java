package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.TrainingResult;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.SaveModelTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's own listeners on the loop. */
class DjlListenersTest {

  @Test
  void loggingAndSavingListenersSeeATrainingOfDjls(@TempDir Path folder) throws Exception {
    SaveModelTrainingListener saving = new SaveModelTrainingListener(folder.toString(), "saved");
    TrainingOutcome outcome;
    TrainingResult result;
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(Problems.options(4, 16, 1, 0))
                .evaluator(new Accuracy())
                .listeners(TrainingListener.Defaults.logging())
                .listeners(saving)
                .build()) {
      assertInstanceOf(ai.djl.training.Trainer.class, trainer.djl());
      trainer.djl().setMetrics(new Metrics());
      outcome =
          trainer.fit(
              Problems.of(ProblemType.SINGLE_LABEL, 200, 1),
              Problems.of(ProblemType.SINGLE_LABEL, 64, 2));
      result = trainer.djl().getTrainingResult();
    }
    assertEquals(4, result.getEpoch());
    double accuracy = outcome.evaluation().evaluation().metrics().get("accuracy");
    assertEquals(accuracy, result.getEvaluations().get("validate_Accuracy"), 1e-6);
    assertEquals(outcome.evaluation().loss(), result.getValidateLoss(), 1e-5);
    assertTrue(result.getTrainLoss() > 0);
    try (var files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertTrue(names.contains("saved-0004.params"), names.toString());
    }
  }

  @Test
  void listenersSeeNoIgnoredRows() {
    List<Integer> sizes = new ArrayList<>();
    TrainingListener counting =
        new TrainingListenerAdapter() {
          @Override
          public void onTrainingBatch(ai.djl.training.Trainer trainer, BatchData data) {
            sizes.add(data.getBatch().getSize());
          }

          @Override
          public void onValidationBatch(ai.djl.training.Trainer trainer, BatchData data) {
            sizes.add(-data.getBatch().getSize());
          }
        };
    NumericSet train =
        Problems.of(ProblemType.SINGLE_LABEL, 40, 1, targets -> ignoring(targets, 12));
    NumericSet eval = Problems.of(ProblemType.SINGLE_LABEL, 20, 2, targets -> ignoring(targets, 3));
    TrainingResult result;
    TrainingOutcome outcome;
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(
                    Problems.options(1, 8, 2, 0).toBuilder().order(RowOrder.SEQUENTIAL).build())
                .evaluator(new Accuracy())
                .listeners(TrainingListener.Defaults.basic())
                .listeners(counting)
                .build()) {
      trainer.djl().setMetrics(new Metrics());
      outcome = trainer.fit(train, eval);
      result = trainer.djl().getTrainingResult();
    }
    assertEquals(List.of(4, 8, 8, 8, -17), sizes, "4 of 16, 16 and 8 rows, 17 of 20");
    assertEquals(17, outcome.evaluation().evaluation().examples());
    assertEquals(
        outcome.evaluation().evaluation().metrics().get("accuracy"),
        result.getEvaluations().get("validate_Accuracy"),
        1e-6);
    assertEquals(outcome.evaluation().loss(), result.getValidateLoss(), 1e-5);
  }

  @Test
  void listenersSeeASingleLabelThatIsNotKnownAsAbsent() {
    List<float[]> seen = new ArrayList<>();
    TrainingListener recording =
        new TrainingListenerAdapter() {
          @Override
          public void onTrainingBatch(ai.djl.training.Trainer trainer, BatchData data) {
            seen.add(data.getLabels().get(trainer.getDevices()[0]).head().toFloatArray());
          }

          @Override
          public void onValidationBatch(ai.djl.training.Trainer trainer, BatchData data) {
            seen.add(data.getLabels().get(trainer.getDevices()[0]).head().toFloatArray());
          }
        };
    Targets.LabelLists targets =
        new Targets.LabelLists(new int[][] {{0}, {2}}, new int[][] {{1}, {}}, null);
    NumericSet rows = new NumericSet(new float[8], new Shape(4), targets);
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.MULTI_LABEL, Problems.THREE)
                .options(
                    Problems.options(1, 2, 1, 0).toBuilder().order(RowOrder.SEQUENTIAL).build())
                .listeners(recording)
                .build()) {
      trainer.fit(rows, rows);
    }
    assertEquals(2, seen.size());
    for (float[] labels : seen) {
      assertArrayEquals(new float[] {1, 0, 0, 0, 0, 1}, labels);
    }
  }

  private static Targets ignoring(Targets targets, int rows) {
    int[] ids = ((Targets.Classes) targets).ids().clone();
    Arrays.fill(ids, 0, rows, Targets.IGNORED);
    return new Targets.Classes(ids);
  }

  @Test
  void batchesCarryTheirTrueLabelsPredictionsAndProgress() {
    List<String> events = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    TrainingListener recording =
        new TrainingListenerAdapter() {
          @Override
          public void onTrainingBegin(ai.djl.training.Trainer trainer) {
            events.add("begin");
          }

          @Override
          public void onTrainingBatch(ai.djl.training.Trainer trainer, BatchData data) {
            var device = trainer.getDevices()[0];
            assertEquals(data.getBatch().getSize(), data.getLabels().get(device).head().size(0));
            assertEquals(
                data.getBatch().getSize(), data.getPredictions().get(device).head().size(0));
            assertEquals(sizes.size() % 5, data.getBatch().getProgress());
            assertEquals(5, data.getBatch().getProgressTotal());
            sizes.add(data.getBatch().getSize());
          }

          @Override
          public void onEpoch(ai.djl.training.Trainer trainer) {
            events.add("epoch");
          }

          @Override
          public void onTrainingEnd(ai.djl.training.Trainer trainer) {
            events.add("end");
          }
        };
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.MULTI_LABEL, Problems.THREE)
                .options(Problems.options(2, 16, 1, 0).toBuilder().order(RowOrder.SHUFFLED).build())
                .listeners(recording)
                .build()) {
      trainer.fit(Problems.of(ProblemType.MULTI_LABEL, 70, 1), null);
    }
    assertEquals(List.of("begin", "epoch", "epoch", "end"), events);
    assertEquals(List.of(16, 16, 16, 16, 6, 16, 16, 16, 16, 6), sizes);
  }
}
