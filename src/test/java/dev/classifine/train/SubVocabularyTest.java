package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.classifine.model.TextModel;
import dev.classifine.model.WordEmbedding;
import dev.classifine.optim.AdamW;
import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.ParameterGroup;
import dev.classifine.optim.ParameterGroups;
import dev.classifine.parity.Fixture;
import dev.classifine.script.Gradients;
import dev.classifine.script.NativeRuntime;
import dev.classifine.train.NumericsOptions.NonFinite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings of the rows that occur against those of the whole table. */
class SubVocabularyTest {

  /** 16 rows in batches of 4: 4 steps an epoch, 24 in all; decay and clipping that are felt. */
  private static final TrainingOptions OPTIONS =
      TrainingOptions.builder()
          .epochs(6)
          .batchSize(4)
          .loggingSteps(1)
          .learningRate(1e-3)
          .weightDecay(0.5)
          .maxGradNorm(0.5)
          .warmupSteps(3)
          .evaluation(new EvaluationOptions(Cadence.every(5), 4, true))
          .build();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "distilbert",
        "roberta",
        "xlm-roberta",
        "electra",
        "albert",
        "mpnet",
        "deberta-v2",
        "modernbert"
      })
  void ofEveryArchitectureTheUpdatesAreThoseOfAllWords(String architecture) throws IOException {
    assertSame(WordRuns.of(architecture, folder), OPTIONS);
  }

  /** What a training may have beside the plain. */
  enum Feature {
    ACCUMULATION(builder -> builder.batchSize(2).gradientAccumulationSteps(2)),
    LAYER_DECAY(
        builder -> builder.layers(new LayerOptions(0.8, List.of(), LayerOptions.NO_LAYERS, 0))),
    NO_DECAY(builder -> builder.weightDecay(0)),
    /** The embedding is frozen in the first epochs and thawed then. */
    UNFREEZING(
        builder -> builder.layers(new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1))),
    /** The first gradients overflow, until the scale is small enough. */
    SKIPPED_STEPS(
        builder ->
            builder
                .learningRate(3e-3)
                .numerics(new NumericsOptions(NonFinite.STOP, Math.pow(2, 72))));

    final UnaryOperator<TrainingOptionsBuilder> change;

    Feature(UnaryOperator<TrainingOptionsBuilder> change) {
      this.change = change;
    }
  }

  static Stream<Feature> features() {
    return Stream.of(Feature.values());
  }

  @ParameterizedTest
  @MethodSource("features")
  void withEveryFeatureTheUpdatesAreThoseOfAllWords(Feature feature) throws IOException {
    TrainingOptions options = feature.change.apply(OPTIONS.toBuilder()).build();
    WordRuns.End some = assertSame(WordRuns.of("roberta", folder), options);
    assertEquals(feature == Feature.SKIPPED_STEPS, some.outcome().skippedSteps() > 5);
  }

  @Test
  void onSeveralDevicesTheUpdatesAreThoseOfAllWords() throws IOException {
    TrainingOptions options = OPTIONS.toBuilder().batchSize(2).build();
    assertSame(WordRuns.of("bert", folder).onDevices(2), options);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void wordsThatAreMetLaterJoin(int devices) throws IOException {
    TrainingOptions options = OPTIONS.toBuilder().batchSize(4 / devices).build();
    WordRuns runs = WordRuns.of("bert", folder).onDevices(devices);
    WordRuns.End all = runs.train(with(options, false));
    assertSame(all, runs.changing(WordRuns.Streamed::new).train(options));
  }

  /** What words that join need. */
  enum Needed {
    MEMORY_FOR_A_WHILE,
    A_REPLICA,
    THE_OPTIMIZER
  }

  @ParameterizedTest
  @EnumSource
  void whereTheyCannotJoinEverywhereTheyJoinNowhere(Needed lacking) throws IOException {
    WordRuns runs = WordRuns.of("bert", folder);
    try (TextModel model = runs.load();
        Trainer trainer =
            Trainer.builder(model.djl(), model.problemType(), model.labels()).build()) {
      NDManager manager = model.djl().getNDManager();
      var parameters = model.djl().getBlock().getParameters();
      List<ParameterGroup> groups = ParameterGroups.of(parameters, 0.1);
      BitSet met = WordRuns.words(runs.rows(model));
      SubVocabulary words = of(model, groups, met.get(0, met.length() / 2)).orElseThrow();
      AdamW optimizer = new AdamW(manager, words.store(), groups, OPTIONS.optimizer());
      Replicas replicas = new Replicas(trainer.djl(), Problems.processors(3), false, words);
      NDManager scope = manager.newSubManager();
      switch (lacking) {
        case MEMORY_FOR_A_WHILE -> scope.close();
        case A_REPLICA -> replicas.copies().get(1).close();
        case THE_OPTIMIZER -> optimizer.close();
      }
      Map<String, String> before = words.values();
      assertThrows(IllegalStateException.class, () -> words.join(met, optimizer, replicas, scope));
      assertEquals(before, words.values());
      assertTrue(words.lackAnyOf(met));
      Parameter table = parameters.get(model.wordEmbedding().parameter());
      ReplicaCopy copy = replicas.copies().get(0);
      assertArrayEquals(words.array(table).toFloatArray(), copy.array(table).toFloatArray());
      if (lacking == Needed.MEMORY_FOR_A_WHILE) {
        words.join(met, optimizer, replicas, manager.newSubManager());
        assertFalse(words.lackAnyOf(met));
        float[] joined = words.array(table).toFloatArray();
        assertEquals(met.cardinality(), words.array(table).getShape().get(0));
        for (ReplicaCopy each : replicas.copies()) {
          assertArrayEquals(joined, each.array(table).toFloatArray());
          assertTrue(each.array(table).hasGradient());
        }
      }
    }
  }

  @Test
  void theTableHasNoGradientAndMayHaveOneAfterwards() throws IOException {
    WordRuns runs = WordRuns.of("bert", folder);
    try (TextModel model = runs.load();
        NDManager scope = model.djl().getNDManager().newSubManager()) {
      Parameter table =
          model.djl().getBlock().getParameters().get(model.wordEmbedding().parameter());
      Turn.withGradients( // of an earlier training
          () -> {
            Gradients.create(table.getArray());
            return null;
          });
      assertNotNull(Gradients.of(table.getArray(), scope));
      try (Trainer trainer =
          Trainer.builder(model.djl(), model.problemType(), model.labels())
              .options(OPTIONS)
              .wordEmbedding(model.wordEmbedding())
              .build()) {
        trainer.fit(runs.rows(model), null);
      }
      assertNull(Gradients.of(table.getArray(), scope));
      assertTrue(table.getArray().hasGradient(), "it asks for one");
    }
  }

  @Test
  void whereNothingIsSavedAllWordsAreTrained() throws IOException {
    WordRuns runs = WordRuns.of("bert", folder);
    try (TextModel model = runs.load()) {
      WordEmbedding embedding = model.wordEmbedding();
      var parameters = model.djl().getBlock().getParameters();
      BitSet met = WordRuns.words(runs.rows(model));
      BitSet every = new BitSet();
      every.set(0, model.words());
      List<ParameterGroup> groups = ParameterGroups.of(parameters, 0.1);
      assertTrue(of(model, groups, met).isPresent());
      assertTrue(of(model, groups, every).isEmpty(), "all words occur");
      parameters.get(embedding.parameter()).freeze(true);
      groups = ParameterGroups.of(parameters, 0.1);
      assertTrue(of(model, groups, met).isEmpty(), "the embedding is frozen");
    }
  }

  private static Optional<SubVocabulary> of(
      TextModel model, List<ParameterGroup> groups, BitSet met) {
    return SubVocabulary.of(
        model.djl().getNDManager(), model.djl().getBlock(), model.wordEmbedding(), groups, met);
  }

  @Test
  void stepsLeaveNoArraysBehind() throws IOException {
    List<Integer> arrays = new ArrayList<>();
    TrainingCallback counting =
        new TrainingCallback() {
          @Override
          public void onStep(TrainingProgress progress) {
            if (progress.step() == 10 || progress.step() == 1000) {
              var system = NativeRuntime.engine().newBaseManager().getParentManager();
              arrays.add(system.getManagedArrays().size());
            }
          }
        };
    TrainingOptions options =
        OPTIONS.toBuilder()
            .batchSize(2)
            .maxSteps(1000)
            .loggingSteps(500)
            .evaluation(new EvaluationOptions(Cadence.every(90), 16, false))
            .build();
    Fixture layer =
        Fixture.of("electra").changed(folder, config -> config.addProperty("num_hidden_layers", 1));
    WordRuns.of(layer).changing(WordRuns.Streamed::new).train(options, counting);
    assertEquals(2, arrays.size());
    assertTrue(arrays.get(0) > 20, arrays.toString());
    assertEquals(arrays.get(0), arrays.get(1));
  }

  /** The same training with and without; returns the one with. */
  private static WordRuns.End assertSame(WordRuns runs, TrainingOptions options)
      throws IOException {
    WordRuns.End all = runs.train(with(options, false));
    WordRuns.End some = runs.train(with(options, true));
    assertSame(all, some);
    return some;
  }

  private static TrainingOptions with(TrainingOptions options, boolean some) {
    return options.toBuilder().subVocabulary(some).build();
  }

  private static void assertSame(WordRuns.End all, WordRuns.End some) {
    assertTrue(all.unseen().cardinality() > 10, "the evaluation has " + all.unseen());
    assertTrue(all.touched().cardinality() < 150, "there are " + all.touched());
    for (String name : List.of("grad_norm", "loss", "eval_loss", "eval_train_loss")) {
      List<Double> expected = all.logged(name);
      List<Double> actual = some.logged(name);
      assertTrue(expected.size() > 4, name);
      assertEquals(expected.size(), actual.size(), name);
      for (int i = 0; i < expected.size(); i++) {
        if (expected.get(i) == null) {
          assertEquals(null, actual.get(i), name + " " + i);
        } else {
          assertEquals(expected.get(i), actual.get(i), 1e-6 * (1 + expected.get(i)), name + i);
        }
      }
    }
    assertRows(all, some);
  }

  private static void assertRows(WordRuns.End all, WordRuns.End some) {
    float[] expected = all.parameters().get(all.embedding());
    float[] actual = some.parameters().get(all.embedding());
    int width = expected.length / all.vocabulary();
    for (int i = 0; i < expected.length; i++) {
      int word = i / width;
      double tolerance =
          all.touched().get(word) ? 1e-6 : 1e-5 * Math.max(Math.abs(expected[i]), 1e-30);
      assertEquals(expected[i], actual[i], tolerance, "word " + word + " at " + i);
    }
  }
}
