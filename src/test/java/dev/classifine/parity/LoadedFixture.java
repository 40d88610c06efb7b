package dev.classifine.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelArrays;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Losses;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import dev.classifine.train.TextSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A fixture's model in one precision, with or without LoRA, and its texts. */
public final class LoadedFixture implements AutoCloseable {

  private static final int LABELS = 4;

  private final Fixture fixture;
  private final TextModel model;

  private LoadedFixture(Fixture fixture, TextModel model) {
    this.fixture = fixture;
    this.model = model;
  }

  /** Loads the fixture's own checkpoint. */
  public static LoadedFixture of(Fixture fixture, ProgramOptions options) {
    return of(fixture, fixture.folder(), options);
  }

  /** Loads another checkpoint for the fixture's texts. */
  public static LoadedFixture of(Fixture fixture, Path folder, ProgramOptions options) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      Classifier classifier =
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 7);
      return new LoadedFixture(
          fixture, TextModel.load(checkpoint, classifier, Device.cpu(), options));
    }
  }

  public TextModel model() {
    return model;
  }

  /** The logits of the fixture's texts, row by row. */
  public float[] logits() throws IOException {
    return logits(model::logits);
  }

  /** What a block gives for the fixture's texts, row by row. */
  float[] logits(UnaryOperator<NDList> block) throws IOException {
    try (NDManager manager = model.djl().getNDManager().newSubManager()) {
      return block.apply(batch(manager)).head().toFloatArray();
    }
  }

  /**
   * The gradients of the loss for the fixture's labels, by parameter.
   *
   * @param lossScale what the loss is multiplied by, and the gradients divided by
   */
  public Map<String, float[]> gradients(float lossScale) throws IOException {
    try (NDManager manager = model.djl().getNDManager().newSubManager()) {
      JsonObject labels = fixture.expected().getAsJsonObject("labels");
      Targets targets = new Targets.Classes(Fixture.ints(labels.get("single_label")));
      NDList label = new NDList(LabelArrays.of(manager, targets, LABELS));
      NDList batch = batch(manager);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDList output =
            model.djl().getBlock().forward(new ParameterStore(manager, false), batch, true);
        NDArray loss =
            Losses.of(ProblemType.SINGLE_LABEL, LabelSmoothing.NONE, LABELS)
                .evaluate(label, output);
        collector.backward(loss.mul(lossScale));
      }
      Map<String, float[]> gradients = new LinkedHashMap<>();
      for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
        if (pair.getValue().requiresGradient()) {
          try (NDArray gradient = pair.getValue().getArray().getGradient()) {
            gradients.put(pair.getKey(), gradient.div(lossScale).toFloatArray());
          }
        }
      }
      return gradients;
    }
  }

  /** The twelve steps of the fixture's trajectory. */
  public TrainingOutcome train() throws IOException {
    JsonObject run = fixture.expected().getAsJsonObject("trajectory");
    try (TextTokenizer tokenizer = tokenizer(run.get("max_length").getAsInt());
        Trainer trainer =
            Trainer.builder(model.djl(), model.problemType(), model.labels())
                .options(options(run))
                .build()) {
      EncodedTexts texts = tokenizer.encode(Fixture.strings(run.get("texts")), null);
      Targets targets = new Targets.Classes(Fixture.ints(run.get("labels")));
      return trainer.fit(new TextSet(texts, targets, model.paddingId(), row -> "row " + row), null);
    }
  }

  /** The values of all parameters by name. */
  public Map<String, float[]> parameters() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
      values.put(pair.getKey(), pair.getValue().getArray().toFloatArray());
    }
    return values;
  }

  private NDList batch(NDManager manager) throws IOException {
    try (TextTokenizer tokenizer = tokenizer(fixture.expected().get("max_length").getAsInt())) {
      List<String> texts = Fixture.strings(fixture.expected().get("texts"));
      return TokenBatch.of(
          manager,
          tokenizer.encode(texts, null),
          IntStream.range(0, texts.size()).toArray(),
          model.paddingId());
    }
  }

  private TextTokenizer tokenizer(int maxLength) throws IOException {
    return TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", maxLength);
  }

  private static TrainingOptions options(JsonObject run) {
    return TrainingOptions.builder()
        .epochs(1)
        .batchSize(run.get("batch_size").getAsInt())
        .loggingSteps(1)
        .order(TrainingOptions.RowOrder.SEQUENTIAL)
        .labelSmoothing(LabelSmoothing.of(run.get("label_smoothing").getAsDouble()))
        .learningRate(run.get("learning_rate").getAsDouble())
        .weightDecay(run.get("weight_decay").getAsDouble())
        .maxGradNorm(run.get("max_grad_norm").getAsDouble())
        .warmupSteps(run.get("warmup_steps").getAsInt())
        .build();
  }

  @Override
  public void close() {
    model.close();
  }
}
