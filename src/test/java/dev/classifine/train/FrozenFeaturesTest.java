package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.Precision;
import dev.classifine.model.ProgramOptions;
import dev.classifine.optim.FrozenOptions;
import dev.classifine.optim.LayerOptions;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Targets;
import dev.classifine.script.NativeRuntime;
import dev.classifine.train.FrozenTraining.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings from kept features against trainings that compute everything in every pass. */
class FrozenFeaturesTest {

  private static final FrozenOptions KEPT = FrozenTraining.KEPT;
  private static final FrozenOptions COMPUTED = KEPT.withCache(false);

  /** As transformers: features are neither computed apart nor kept. */
  private static final FrozenOptions WHOLE = FrozenOptions.DEFAULTS.withCache(false);

  @TempDir Path temporary;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void keptFeaturesGiveTheTrainingOfComputedOnesWithDropoutAboveThem(String name) {
    Fixture fixture = Fixture.of(name);
    int all = FrozenTraining.layers(fixture);
    for (int top = 0; top <= 1; top++) { // the head alone, and with the highest layer
      LayerOptions layers = FrozenTraining.frozen(all - top);
      FrozenTraining training = new FrozenTraining(fixture, layers);
      assertClose(training.run(COMPUTED), training.run(KEPT));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void featuresGiveTheTrainingOfTheWholeModelWhereNothingHasDropout(String name)
      throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    int all = FrozenTraining.layers(fixture);
    for (int top = 0; top <= 1; top++) {
      LayerOptions layers = FrozenTraining.frozen(all - top);
      FrozenTraining training = new FrozenTraining(fixture, layers);
      End whole = training.run(WHOLE);
      assertClose(whole, training.run(COMPUTED));
      assertClose(whole, training.run(FrozenOptions.DEFAULTS)); // keeps them unasked
    }
  }

  @Test
  void onlyTheFrozenLayersLoseTheirDropout() throws IOException {
    Fixture dry = Fixture.of("bert").withoutDropout(Files.createDirectory(temporary.resolve("a")));
    Fixture wet = Fixture.of("bert").withoutDropout(Files.createDirectory(temporary.resolve("b")));
    setDropout(wet, "hidden_dropout_prob", 0.5);
    End expected = new FrozenTraining(dry, FrozenTraining.frozen(3)).run(WHOLE);
    // classifier_dropout is 0: all the dropout there is lies in the frozen encoder
    FrozenTraining head = new FrozenTraining(wet, FrozenTraining.frozen(3));
    assertClose(expected, head.run(KEPT));
    assertClose(expected, head.run(COMPUTED));
    assertTrue(difference(expected, head.run(FrozenOptions.DEFAULTS)) > 1e-3);
    // the highest layer learns, and has its dropout
    FrozenTraining top = new FrozenTraining(wet, FrozenTraining.frozen(2));
    End dryTop = new FrozenTraining(dry, FrozenTraining.frozen(2)).run(WHOLE);
    assertTrue(difference(dryTop, top.run(KEPT)) > 1e-3);
  }

  @Test
  void memoryAndFileGiveTheSameBytesEveryTime() throws IOException {
    Path folder = FileStore.folder();
    List<Path> before = list(folder);
    for (int frozen = 2; frozen <= 3; frozen++) {
      FrozenTraining training =
          new FrozenTraining(Fixture.of("bert"), FrozenTraining.frozen(frozen));
      End first = training.run(KEPT);
      assertSame(first, training.run(KEPT));
      assertSame(first, training.run(KEPT.withCacheLimit(0)));
      assertSame(first, training.run(KEPT.withCacheLimit(1000)));
    }
    assertEquals(before, list(folder), "no file is left");
  }

  @Test
  void evaluationsDoNotReadThem() {
    FrozenTraining training = new FrozenTraining(Fixture.of("bert"), FrozenTraining.frozen(3));
    End often =
        training
            .options(
                builder -> builder.evaluation(new EvaluationOptions(Cadence.every(1), 3, true)))
            .run(KEPT);
    End never =
        training
            .options(builder -> builder.evaluation(new EvaluationOptions(Cadence.NEVER, 3, true)))
            .run(KEPT);
    assertEquals(18, often.log("eval_loss").length);
    assertArrayEquals(never.log("loss"), often.log("loss"));
    // on the training rows, without any dropout: the same set by another path
    assertArrayEquals(often.log("eval_loss"), often.log("eval_train_loss"));
  }

  @Test
  void everyLossAndTheOrderOfMicroBatchesComeOutTheSame() {
    Fixture fixture = Fixture.of("roberta");
    FrozenTraining smoothed =
        new FrozenTraining(fixture, FrozenTraining.frozen(3))
            .options(
                builder ->
                    builder
                        .labelSmoothing(LabelSmoothing.of(0.1))
                        .batchSize(2)
                        .gradientAccumulationSteps(2)
                        .order(TrainingOptions.RowOrder.SHUFFLED));
    assertClose(smoothed.run(COMPUTED), smoothed.run(KEPT));
    int[][] lists =
        IntStream.range(0, 22)
            .mapToObj(row -> IntStream.range(0, 4).filter(k -> (row >> k) % 2 == 0).toArray())
            .toArray(int[][]::new);
    FrozenTraining several =
        new FrozenTraining(fixture, FrozenTraining.frozen(2))
            .targets(new Targets.LabelLists(lists));
    assertClose(several.run(COMPUTED), several.run(KEPT));
  }

  @Test
  void replicasReadTheSameFeatures() {
    LayerOptions layers = FrozenTraining.frozen(2);
    FrozenTraining two = new FrozenTraining(Fixture.of("bert"), layers).devices(2);
    FrozenTraining one =
        new FrozenTraining(Fixture.of("bert"), layers)
            .options(builder -> builder.gradientAccumulationSteps(2));
    assertSame(one.run(KEPT), two.run(KEPT));
    assertSame(one.run(COMPUTED), two.run(COMPUTED));
  }

  @Test
  void layersThatJoinEndTheFeaturesThatTheyAreIn() throws IOException {
    // head; highest layer; then no more: two layers stay frozen, kept from the second epoch on
    LayerOptions layers = new LayerOptions(1, List.of(), 2, 1);
    FrozenTraining training = new FrozenTraining(Fixture.of("bert"), layers);
    assertClose(training.run(COMPUTED), training.run(KEPT));
    Fixture dry = Fixture.of("bert").withoutDropout(temporary);
    FrozenTraining dryTraining = new FrozenTraining(dry, layers);
    assertClose(dryTraining.run(WHOLE), dryTraining.run(KEPT));
  }

  @Test
  void lowRankUpdatesAreAboveEveryFeature() throws IOException {
    Fixture dry = Fixture.of("bert").withoutDropout(temporary);
    LoraOptions updates = LoraOptions.DEFAULTS;
    FrozenTraining training =
        new FrozenTraining(dry, FrozenTraining.frozen(1))
            .program(ProgramOptions.DEFAULTS.withLora(updates));
    assertClose(training.run(WHOLE), training.run(KEPT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"electra", "deberta-v2", "modernbert"})
  void featuresOfNarrowProductsAreFloat32(String name) {
    Fixture fixture = Fixture.of(name);
    int all = FrozenTraining.layers(fixture);
    for (int frozen = 0; frozen <= all; frozen++) {
      FrozenTraining training =
          new FrozenTraining(fixture, FrozenTraining.frozen(frozen))
              .program(ProgramOptions.DEFAULTS.withPrecision(Precision.BF16))
              .options(builder -> builder.maxSteps(8)); // two epochs
      // bfloat16 has 8 bits: products over other shapes round otherwise
      assertArrayEquals(training.run(COMPUTED).log("loss"), training.run(KEPT).log("loss"), 1e-2);
    }
  }

  @Test
  void nothingToRunWithoutDropoutIsAnError() {
    LayerOptions thawed = LayerOptions.DEFAULTS;
    FrozenTraining training = new FrozenTraining(Fixture.of("bert"), thawed);
    UsageException error = assertThrows(UsageException.class, () -> training.run(KEPT));
    assertTrue(error.getMessage().startsWith("frozen dropout: the embeddings learn"));
  }

  @Test
  void stepOneThousandHoldsAsManyArraysAsStepTen() {
    Map<Long, Integer> arrays = new HashMap<>();
    new FrozenTraining(Fixture.of("bert"), FrozenTraining.frozen(3))
        .options(
            builder ->
                builder
                    .maxSteps(1000)
                    .logging(Cadence.NEVER)
                    .evaluation(new EvaluationOptions(Cadence.every(90), 16, false)))
        .callback(
            new TrainingCallback() {
              @Override
              public void onStep(TrainingProgress progress) {
                arrays.put(progress.step(), arrays());
              }
            })
        .run(KEPT);
    assertEquals(arrays.get(10L), arrays.get(1000L));
    assertFalse(arrays.get(10L) < 20, "the count sees the parameters");
  }

  private static int arrays() {
    NDManager system = NativeRuntime.engine().newBaseManager().getParentManager();
    return system.getManagedArrays().size();
  }

  private static void setDropout(Fixture fixture, String key, double rate) throws IOException {
    Path file = fixture.folder().resolve("config.json");
    var config = Json.readObject(file);
    assertTrue(config.has(key));
    config.addProperty(key, rate);
    Files.writeString(file, Json.pretty(config));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".features")).toList();
    }
  }

  private static void assertSame(End expected, End actual) {
    for (String number : List.of("loss", "grad_norm", "eval_loss")) {
      assertArrayEquals(expected.log(number), actual.log(number), number);
    }
    expected
        .weights()
        .forEach((name, values) -> assertArrayEquals(values, actual.weights().get(name), name));
  }

  private static void assertClose(End expected, End actual) {
    assertEquals(18, expected.log("loss").length);
    for (String number : List.of("loss", "grad_norm", "eval_loss")) {
      assertArrayEquals(expected.log(number), actual.log(number), 1e-5, number);
    }
    expected
        .weights()
        .forEach(
            (name, values) -> assertArrayEquals(values, actual.weights().get(name), 1e-5f, name));
  }

  /** The greatest difference of two trainings' losses. */
  private static double difference(End a, End b) {
    double[] first = a.log("loss");
    double[] second = b.log("loss");
    return IntStream.range(0, first.length)
        .mapToDouble(i -> Math.abs(first[i] - second[i]))
        .max()
        .orElseThrow();
  }
}
