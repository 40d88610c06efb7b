package dev.classifine.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.NumericSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** One network, trained by DJL's loop and by ours. */
final class FromEasyTrain {

  private static final LabelSet LABELS = new LabelSet(List.of("near", "middle", "far"));

  private FromEasyTrain() {}

  /** Points of the square from -1 to 1, by how far they are from its middle. */
  record Points(float[] values, int[] classes) {

    static Points draw(int rows, long seed) {
      Random random = new Random(seed);
      float[] values = new float[rows * 2];
      int[] classes = new int[rows];
      for (int row = 0; row < rows; row++) {
        float x = values[2 * row] = 2 * random.nextFloat() - 1;
        float y = values[2 * row + 1] = 2 * random.nextFloat() - 1;
        double distance = Math.hypot(x, y);
        classes[row] = distance < 0.5 ? 0 : distance < 0.85 ? 1 : 2;
      }
      return new Points(values, classes);
    }
  }

  static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(32).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(3).build());
  }

  static float byEasyTrain(Points train, Points test) throws IOException, TranslateException {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .addEvaluator(new Accuracy())
            .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build())
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Model.newInstance("points", Device.cpu())) {
      model.setBlock(network());
      try (ai.djl.training.Trainer trainer = model.newTrainer(config)) {
        trainer.setMetrics(new Metrics());
        trainer.initialize(new Shape(20, 2));
        NDManager manager = model.getNDManager();
        EasyTrain.fit(trainer, 10, dataset(manager, train), dataset(manager, test));
        return trainer.getTrainingResult().getValidateEvaluation("Accuracy");
      }
    }
  }

  static ArrayDataset dataset(NDManager manager, Points points) {
    int rows = points.classes().length;
    return new ArrayDataset.Builder()
        .setData(manager.create(points.values(), new Shape(rows, 2)))
        .optLabels(manager.create(points.classes()))
        .setSampling(20, true)
        .build();
  }

  static double byClassifine(Points train, Points test) {
    TrainingOptions options =
        TrainingOptions.builder().epochs(10).batchSize(20).learningRate(0.01).build();
    try (Model model = Model.newInstance("points", Device.cpu())) {
      model.setBlock(network());
      try (Trainer trainer =
          Trainer.builder(model, ProblemType.SINGLE_LABEL, LABELS).options(options).build()) {
        TrainingOutcome outcome = trainer.fit(set(train), set(test));
        return outcome.evaluation().metric("accuracy");
      }
    }
  }

  static NumericSet set(Points points) {
    return new NumericSet(points.values(), new Shape(2), new Targets.Classes(points.classes()));
  }
}
