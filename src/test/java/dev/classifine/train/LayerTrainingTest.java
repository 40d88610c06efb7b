package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.UsageException;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.PlateauOptions;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.optim.Scheduler;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.text.TextTokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole trainings whose layers do not all train alike. */
class LayerTrainingTest {

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void frozenLayersKeepTheirBytesWhileOthersMove(String name) throws IOException {
    try (TextModel model = load(name)) {
      fit(model, options(1, new LayerOptions(1, List.of(), 1, 0)), depth -> depth > 1);
    }
  }

  @Test
  void layersJoinByEpoch() throws IOException {
    LayerOptions gradually = new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1);
    for (int epochs = 1; epochs <= 3; epochs++) {
      int lowest = 5 - epochs;
      try (TextModel model = load("bert")) {
        fit(model, options(epochs, gradually), depth -> depth >= lowest);
      }
    }
  }

  @Test
  void aSecondTrainingOfTheSameModelFreezesWhatTheFirstTrained() throws IOException {
    try (TextModel model = load("bert")) {
      fit(model, options(1, LayerOptions.DEFAULTS), depth -> true);
      LayerOptions head = new LayerOptions(1, List.of(), LayerOptions.ALL_LAYERS, 0);
      fit(model, options(1, head), depth -> depth == 4);
      LayerOptions gradually = new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1);
      fit(model, options(1, gradually), depth -> depth == 4);
      fit(model, options(1, LayerOptions.DEFAULTS), depth -> true);
    }
  }

  @Test
  void aPlateauLowersTheRateAfterEvaluationsWithoutImprovement() {
    ScheduleOptions schedule =
        ScheduleOptions.builder()
            .scheduler(Scheduler.REDUCE_LR_ON_PLATEAU)
            .plateau(new PlateauOptions(0.5, 0, 0.9, 0, 0)) // nothing improves by so much
            .build();
    TrainingOptions options =
        TrainingOptions.builder()
            .schedule(schedule)
            .learningRate(0.008)
            .epochs(3)
            .batchSize(16)
            .loggingSteps(1)
            .build();
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(options)
                .build()) {
      NumericSet set = Problems.of(ProblemType.SINGLE_LABEL, 32, 1);
      UsageException error = assertThrows(UsageException.class, () -> trainer.fit(set, null));
      assertTrue(error.getMessage().startsWith("scheduler: reduce_lr_on_plateau goes by"));
      double[] rates =
          trainer.fit(set, set).logHistory().stream()
              .filter(entry -> entry.containsKey("learning_rate"))
              .mapToDouble(entry -> (double) entry.get("learning_rate"))
              .toArray();
      // The first evaluation is the best so far, the second is not.
      assertArrayEquals(new double[] {0.008, 0.008, 0.008, 0.008, 0.004, 0.004}, rates, 1e-15);
    }
  }

  @Test
  void aBlockWithoutKnownLayersSaysSo() {
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(options(1, new LayerOptions(0.9, List.of(), -1, 0)))
                .build()) {
      NumericSet set = Problems.of(ProblemType.SINGLE_LABEL, 32, 1);
      UsageException error = assertThrows(UsageException.class, () -> trainer.fit(set, null));
      assertTrue(error.getMessage().startsWith("layer decay: the layers of this block"));
    }
  }

  /** Trains on eight texts in four steps an epoch, and tells what moved. */
  private static void fit(TextModel model, TrainingOptions options, IntPredicate moves)
      throws IOException {
    Fixture fixture = Fixture.of(model.config().modelType());
    Map<String, float[]> before = values(model);
    try (TextTokenizer tokenizer = TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", 24);
        Trainer trainer =
            Trainer.builder(model.djl(), model.problemType(), model.labels())
                .options(options)
                .depths(model.depths())
                .build()) {
      List<String> texts =
          Fixture.strings(fixture.expected().getAsJsonObject("trajectory").get("texts"))
              .subList(0, 8);
      Targets targets = new Targets.Classes(new int[] {0, 1, 2, 3, 0, 1, 2, 3});
      trainer.fit(
          new TextSet(
              tokenizer.encode(texts, null), targets, model.paddingId(), row -> "row " + row),
          null);
    }
    Map<String, float[]> after = values(model);
    TreeSet<Integer> moved = new TreeSet<>();
    before.forEach(
        (name, values) -> {
          int depth = model.depths().depth(name);
          boolean same = Arrays.equals(values, after.get(name));
          if (moves.test(depth)) {
            moved.add(same ? -1 : depth);
            assertFalse(same && !name.contains("key"), name); // a key's bias has no gradient
          } else {
            assertTrue(same, name);
          }
        });
    moved.remove(-1);
    assertEquals(moved.last(), model.depths().head());
    assertTrue(
        before.keySet().stream()
            .mapToInt(model.depths()::depth)
            .filter(moves)
            .allMatch(moved::contains));
  }

  private static TrainingOptions options(double epochs, LayerOptions layers) {
    return TrainingOptions.builder()
        .epochs(epochs)
        .batchSize(2)
        .learningRate(1e-3)
        .weightDecay(0.1)
        .schedule(ScheduleOptions.of(Scheduler.CONSTANT))
        .layers(layers)
        .build();
  }

  private static Map<String, float[]> values(TextModel model) {
    Map<String, float[]> values = new HashMap<>();
    for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
      values.put(pair.getKey(), pair.getValue().getArray().toFloatArray());
    }
    return values;
  }

  private static TextModel load(String name) {
    try (Checkpoint checkpoint = Checkpoints.open(Fixture.of(name).folder().toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu());
    }
  }
}
