package dev.classifine.train;

import ai.djl.Device;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.optim.FrozenOptions;
import dev.classifine.optim.LayerOptions;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.text.TextTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Trainings of a tiny checkpoint on texts of different lengths, with layers that are frozen. */
final class FrozenTraining {

  /** Without dropout in the frozen layers, whose features are kept. */
  static final FrozenOptions KEPT = FrozenOptions.DEFAULTS.withDropout(false);

  private static final int ROWS = 22;
  private static final int MAX_TOKENS = 24;

  private final Fixture fixture;
  private final LayerOptions layers;
  private Targets targets = classes();
  private ProgramOptions program = ProgramOptions.DEFAULTS;
  private int devices = 1;
  private Consumer<TrainingOptionsBuilder> options = builder -> {};
  private TrainingCallback callback = new TrainingCallback() {};

  /**
   * @param layers which are frozen
   */
  FrozenTraining(Fixture fixture, LayerOptions layers) {
    this.fixture = fixture;
    this.layers = layers;
  }

  /** Embeddings and so many layers frozen. */
  static LayerOptions frozen(int layers) {
    return new LayerOptions(1, List.of(), layers, 0);
  }

  private static Targets classes() {
    int[] classes = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      classes[row] = row * row % 4;
    }
    return new Targets.Classes(classes);
  }

  FrozenTraining targets(Targets value) {
    this.targets = value;
    return this;
  }

  FrozenTraining program(ProgramOptions value) {
    this.program = value;
    return this;
  }

  FrozenTraining devices(int value) {
    this.devices = value;
    return this;
  }

  FrozenTraining options(Consumer<TrainingOptionsBuilder> value) {
    this.options = value;
    return this;
  }

  FrozenTraining callback(TrainingCallback value) {
    this.callback = value;
    return this;
  }

  /**
   * What a training came to.
   *
   * @param log entries of the log history
   * @param weights every parameter's elements by name
   */
  record End(List<Map<String, Object>> log, Map<String, float[]> weights) {

    /** A number of each entry that has one. */
    double[] log(String name) {
      return log.stream()
          .filter(entry -> entry.containsKey(name))
          .mapToDouble(entry -> (double) entry.get(name))
          .toArray();
    }
  }

  /** Trains three epochs of six steps, the last of them of fewer rows, and evaluates each. */
  End run(FrozenOptions frozen) {
    try (Checkpoint checkpoint = Checkpoints.open(fixture.folder().toString());
        TextModel model =
            TextModel.load(
                checkpoint,
                new Classifier(
                    TextModel.labelsOf(checkpoint).orElseThrow(), targets.problemType(), true, 7),
                Device.cpu(),
                program);
        TextTokenizer tokenizer =
            TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", MAX_TOKENS);
        Trainer trainer =
            Trainer.builder(model.djl(), model.problemType(), model.labels())
                .options(training(frozen))
                .lowerLayers(model.lowerLayers())
                .devices(Problems.processors(devices))
                .callback(callback)
                .build()) {
      TextSet set = set(tokenizer, model);
      return new End(trainer.fit(set, set).logHistory(), weights(model));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TrainingOptions training(FrozenOptions frozen) {
    TrainingOptionsBuilder builder =
        TrainingOptions.builder()
            .epochs(3)
            .batchSize(4)
            .learningRate(1e-3)
            .weightDecay(0.01)
            .epsilon(1e-5) // a key's bias has no gradient but rounding, about 1e-9
            .loggingSteps(1)
            .layers(layers.withFrozen(frozen));
    options.accept(builder);
    return builder.build();
  }

  private TextSet set(TextTokenizer tokenizer, TextModel model) {
    List<String> texts =
        Fixture.strings(fixture.expected().getAsJsonObject("trajectory").get("texts"))
            .subList(0, ROWS);
    return new TextSet(
        tokenizer.encode(texts, null), targets, model.paddingId(), row -> "row " + row);
  }

  private static Map<String, float[]> weights(TextModel model) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
      weights.put(pair.getKey(), pair.getValue().getArray().toFloatArray());
    }
    return weights;
  }

  /** The layers of a fixture's model, as the options count them. */
  static int layers(Fixture fixture) {
    try (Checkpoint checkpoint = Checkpoints.open(fixture.folder().toString());
        TextModel model =
            TextModel.load(
                checkpoint,
                new Classifier(
                    TextModel.labelsOf(checkpoint).orElseThrow(),
                    ProblemType.SINGLE_LABEL,
                    true,
                    7),
                Device.cpu())) {
      return model.depths().layers();
    }
  }
}
