package dev.classifine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.training.listener.TrainingListenerAdapter;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.Inference;
import dev.classifine.train.StopRequest;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingOutcome.End;
import dev.classifine.train.TrainingProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a picture tagger learns, and the guard of label smoothing works on it. */
class ShapeTaggerTest {

  private static final String WARNING =
      "Label smoothing is not compatible with multi-label classification. Disabling label smoothing"
          + " for this training run.";

  /** The first 10 of 100 steps of an epoch. */
  private static final TrainingOptions SHORT = ShapeTagger.OPTIONS.toBuilder().maxSteps(10).build();

  @TempDir private Path folder;

  @Test
  void theExampleLearnsToTagPictures() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      ShapeTagger.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    String[] lines = bytes.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
    double microF1 = Double.parseDouble(lines[0].replace("micro-F1: ", ""));
    assertEquals(0.66, bestWithoutLooking(), 0.02, "half of all labels are there");
    assertTrue(microF1 > 0.9, lines[0]);
    assertTrue(lines[1].startsWith("the first picture: ["), lines[1]);
  }

  /**
   * The highest micro-F1 of a tagger that does not look: at a share p of positives, 2p/(1+p) by
   * giving every picture every label. Giving none has 0, guessing by the prior has p.
   */
  private static double bestWithoutLooking() {
    Targets.LabelLists truth = ShapeTagger.HELD_OUT.targets();
    double positives = Arrays.stream(truth.ids()).mapToInt(ids -> ids.length).sum();
    double share = positives / (truth.size() * ShapePictures.LABELS.size());
    return 2 * share / (1 + share);
  }

  @Test
  void smoothingThatWasAskedForIsWarnedOfOnceAndChangesNothing() throws Exception {
    List<String> warningsAtBegin = new ArrayList<>();
    TrainingOutcome smoothed;
    try (Model model = newModel();
        Trainer trainer =
            ShapeTagger.trainer(model, SHORT)
                .callback(
                    new TrainingCallback() {
                      @Override
                      public void onBegin(long steps, TrainingControl control) {
                        warningsAtBegin.add("begin");
                      }
                    })
                .build()) {
      warningsAtBegin.addAll(trainer.warnings());
      smoothed = trainer.fit(ShapeTagger.PICTURES, ShapeTagger.HELD_OUT);
      save(model, "smoothed");
    }
    assertEquals(List.of(WARNING, "begin"), warningsAtBegin);
    assertEquals(List.of(WARNING), smoothed.warnings());
    assertEquals(LabelSmoothing.of(0.1), smoothed.smoothingAsked());
    assertEquals(LabelSmoothing.NONE, smoothed.smoothingInEffect());
    TrainingOptions unsmoothed = SHORT.toBuilder().labelSmoothing(LabelSmoothing.NONE).build();
    assertEquals(List.of(), train(unsmoothed, "plain").warnings());
    assertSameBytes("smoothed", "plain");
    train(unsmoothed.toBuilder().seed(43).build(), "other-seed");
    assertNotEquals(-1, Files.mismatch(file("plain"), file("other-seed")));
  }

  @Test
  void onePictureAloneGetsTheTagsThatItGetsAmongOthers() throws Exception {
    try (Model model = newModel();
        Trainer trainer = ShapeTagger.trainer(model, SHORT).build()) {
      trainer.fit(ShapeTagger.PICTURES, ShapeTagger.HELD_OUT);
      LogitMatrix logits =
          Inference.logits(
              ShapeTagger.HELD_OUT, 4, 100, model.getNDManager(), trainer.djl()::evaluate);
      Decision decision = Decision.of(ProblemType.MULTI_LABEL);
      Set<List<String>> different = new HashSet<>();
      for (int row = 0; row < 10; row++) {
        List<String> tags =
            Arrays.stream(decision.decide(logits.row(row)))
                .mapToObj(ShapePictures.LABELS::name)
                .toList();
        assertEquals(tags, ShapeTagger.tags(model, ShapeTagger.HELD_OUT.grey(row)));
        different.add(tags);
      }
      assertTrue(different.size() > 1, "not all the same: " + different);
    }
  }

  @Test
  void djlListenersHearOfEveryBatch() {
    List<String> heard = new ArrayList<>();
    TrainingListenerAdapter listener =
        new TrainingListenerAdapter() {
          @Override
          public void onTrainingBatch(ai.djl.training.Trainer trainer, BatchData data) {
            heard.add("batch of " + data.getBatch().getSize());
          }

          @Override
          public void onValidationBatch(ai.djl.training.Trainer trainer, BatchData data) {
            heard.add("validation of " + data.getBatch().getSize());
          }

          @Override
          public void onEpoch(ai.djl.training.Trainer trainer) {
            heard.add("epoch");
          }
        };
    TrainingOptions options = SHORT.toBuilder().maxSteps(2).evalBatchSize(300).build();
    try (Model model = newModel();
        Trainer trainer = ShapeTagger.trainer(model, options).listeners(listener).build()) {
      trainer.fit(ShapeTagger.PICTURES, ShapeTagger.HELD_OUT);
    }
    assertEquals(
        List.of("batch of 20", "batch of 20", "validation of 300", "validation of 100", "epoch"),
        heard);
  }

  @Test
  void aTrainingThatWasCutEndsWithTheSameBytes() throws Exception {
    train(SHORT, "whole");
    Path checkpoints = Files.createDirectory(folder.resolve("checkpoints"));
    StopRequest stop = new StopRequest();
    TrainingCallback afterFour =
        new TrainingCallback() {
          @Override
          public void onStep(TrainingProgress progress) {
            if (progress.step() == 4) {
              stop.request();
            }
          }
        };
    try (Model model = newModel()) {
      TrainingOutcome cut =
          ShapeTagger.goOn(
              checkpoints, ShapeTagger.trainer(model, SHORT).callback(afterFour).stopRequest(stop));
      assertEquals(End.INTERRUPTED, cut.end());
    }
    try (Model model = newModel()) {
      TrainingOutcome rest = ShapeTagger.goOn(checkpoints, ShapeTagger.trainer(model, SHORT));
      assertEquals(4, rest.resumedFrom());
      assertEquals(End.COMPLETED, rest.end());
      save(model, "rest");
    }
    assertSameBytes("whole", "rest");
  }

  private TrainingOutcome train(TrainingOptions options, String name) throws IOException {
    try (Model model = newModel();
        Trainer trainer = ShapeTagger.trainer(model, options).build()) {
      TrainingOutcome outcome = trainer.fit(ShapeTagger.PICTURES, ShapeTagger.HELD_OUT);
      save(model, name);
      return outcome;
    }
  }

  private static Model newModel() {
    Model model = Model.newInstance("shapes", Device.cpu());
    model.setBlock(ShapeTagger.network());
    return model;
  }

  private void save(Model model, String name) throws IOException {
    model.save(folder.resolve(name), "shapes");
  }

  private Path file(String name) {
    return folder.resolve(name).resolve("shapes-0000.params");
  }

  private void assertSameBytes(String one, String other) throws IOException {
    assertEquals(-1, Files.mismatch(file(one), file(other)));
  }
}
