package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.FineTuning;
import dev.classifine.FineTuningResult;
import dev.classifine.TextClassifier;
import dev.classifine.TinyTraining;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingProgress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep from Java that trains. */
class SweepRunTest {

  private static final int STEPS = 6;

  @TempDir Path folder;

  @Test
  void aSweepIsAFunctionFromATrialToTheOptionsOfARun() {
    TinyTraining training = new TinyTraining(folder);
    AtomicInteger steps = new AtomicInteger();
    SearchSpace space =
        SearchSpace.builder()
            .logUniform("learning-rate", 1e-5, 1e-2)
            .choices("batch-size", 2, 4)
            .build();
    SweepResult result =
        Sweep.builder()
            .sweep(
                SweepOptions.of(space)
                    .withMethod(new RandomSearch(3, 7))
                    .withMetric("macro_f1", Direction.BY_NAME))
            .options(
                trial ->
                    FineTuning.of(TinyTraining.MODEL)
                        .ignoreMismatchedSizes()
                        .train(training.train())
                        .eval(training.eval())
                        .device("cpu")
                        .maxLength(24)
                        .learningRate(trial.number("learning-rate"))
                        .batchSize(trial.whole("batch-size"))
                        .training(options -> options.maxSteps(STEPS))
                        .options())
            .callback(
                new TrainingCallback() {
                  @Override
                  public void onStep(TrainingProgress progress) {
                    steps.incrementAndGet();
                  }
                })
            .output(folder.resolve("sweep"))
            .run();
    assertEquals(3 * STEPS, steps.get());
    assertTrue(result.failed().isEmpty());
    RunRecord best = result.best().orElseThrow();
    result
        .runs()
        .forEach(run -> assertTrue(best.metric("macro_f1") >= run.metric("eval_macro_f1")));
    try (TextClassifier classifier = TextClassifier.load(result.bestFolder().orElseThrow())) {
      assertEquals("place", classifier.labels().name(1));
    }
    assertSingle(training, best);
  }

  /** The best run's numbers are those of the run by itself. */
  private void assertSingle(TinyTraining training, RunRecord best) {
    FineTuningResult single =
        FineTuning.of(TinyTraining.MODEL)
            .ignoreMismatchedSizes()
            .train(training.train())
            .eval(training.eval())
            .device("cpu")
            .maxLength(24)
            .learningRate((double) best.values().get("learning-rate"))
            .batchSize(((Long) best.values().get("batch-size")).intValue())
            .training(options -> options.maxSteps(STEPS))
            .output(folder.resolve("single"))
            .run();
    assertEquals(single.metrics().get("eval_loss"), best.metrics().get("eval_loss"));
    assertEquals(single.metrics().get("eval_macro_f1"), best.metrics().get("eval_macro_f1"));
  }
}
