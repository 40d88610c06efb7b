package dev.classifine.examples;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.train.Checkpointing;
import dev.classifine.train.InputArrays;
import dev.classifine.train.ResumeOptions;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Trains a network of DJL's blocks to tell which shapes are in a picture. */
public final class ShapeTagger {

  static final ShapePictures PICTURES = ShapePictures.draw(2_000, 1);
  static final ShapePictures HELD_OUT = ShapePictures.draw(400, 2);

  static final TrainingOptions OPTIONS =
      TrainingOptions.builder()
          .epochs(3)
          .batchSize(20)
          .learningRate(0.01)
          .warmupRatio(0.1)
          .labelSmoothing(LabelSmoothing.of(0.1)) // has no meaning here: see the warning
          .build();

  private ShapeTagger() {}

  public static void main(String[] args) throws TranslateException {
    try (Model model = Model.newInstance("shapes")) {
      model.setBlock(network());
      try (Trainer trainer = trainer(model, OPTIONS).build()) {
        TrainingOutcome outcome = trainer.fit(PICTURES, HELD_OUT);
        System.out.println("micro-F1: " + outcome.evaluation().metric("micro_f1"));
      }
      System.out.println("the first picture: " + tags(model, HELD_OUT.grey(0)));
    }
  }

  /** Pictures {@code [B, 1, 32, 32]} to logits {@code [B, 4]}. */
  static Block network() {
    SequentialBlock block = new SequentialBlock();
    for (int channels : new int[] {8, 16, 32}) {
      block
          .add(convolution(channels))
          .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
          .add(BatchNorm.builder().build())
          .add(Activation::relu);
    }
    return block // [B, 32, 4, 4]
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(64).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(ShapePictures.LABELS.size()).build());
  }

  private static Block convolution(int channels) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(channels)
        .optBias(false)
        .build();
  }

  /** A trainer whose loss is binary cross-entropy, since a picture may have several labels. */
  static Trainer.Builder trainer(Model model, TrainingOptions options) {
    return Trainer.builder(model, ProblemType.MULTI_LABEL, ShapePictures.LABELS).options(options);
  }

  /** Trains with checkpoints in a folder, and goes on from the newest one that is there. */
  static TrainingOutcome goOn(Path folder, Trainer.Builder builder) {
    try (CheckpointStore store = CheckpointStore.open(folder);
        Trainer trainer = builder.checkpoints(Checkpointing.of(store, ResumeOptions.YES)).build()) {
      return trainer.fit(PICTURES, HELD_OUT);
    }
  }

  /** The names of the shapes in one picture. */
  static List<String> tags(Model model, float[] grey) throws TranslateException {
    Decision decision = Decision.of(ProblemType.MULTI_LABEL).withThreshold(0.5);
    try (Predictor<float[], List<String>> tagger = model.newPredictor(new Tagging(decision))) {
      return tagger.predict(grey);
    }
  }

  /** A picture's pixels to names, for DJL's {@link Predictor}. */
  record Tagging(Decision decision) implements NoBatchifyTranslator<float[], List<String>> {

    @Override
    public NDList processInput(TranslatorContext context, float[] grey) {
      Shape shape = new Shape(1, 1, ShapePictures.SIZE, ShapePictures.SIZE);
      return new NDList(InputArrays.of(context.getNDManager(), grey, shape));
    }

    @Override
    public List<String> processOutput(TranslatorContext context, NDList logits) {
      int[] shapes = decision.decide(logits.singletonOrThrow().toFloatArray());
      return Arrays.stream(shapes).mapToObj(ShapePictures.LABELS::name).toList();
    }
  }
}
