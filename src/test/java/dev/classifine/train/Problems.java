package dev.classifine.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.script.DeviceList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Small problems on four numbers, and a small DJL block that learns them. */
final class Problems {

  static final LabelSet THREE = new LabelSet(List.of("low", "middle", "high"));

  private Problems() {}

  /**
   * Rows of four normal numbers: the class is the tercile of their sum, the labels are the signs of
   * the first three.
   */
  static NumericSet of(ProblemType type, int rows, long seed) {
    return of(type, rows, seed, targets -> targets);
  }

  /**
   * The same rows with other targets.
   *
   * @param change makes them of those
   */
  static NumericSet of(ProblemType type, int rows, long seed, UnaryOperator<Targets> change) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * 4];
    int[] classes = new int[rows];
    int[][] lists = new int[rows][];
    float[] numbers = new float[rows * 3];
    for (int row = 0; row < rows; row++) {
      float[] x = new float[4];
      float sum = 0;
      for (int i = 0; i < 4; i++) {
        x[i] = (float) random.nextGaussian();
        values[row * 4 + i] = x[i];
        sum += x[i];
      }
      classes[row] = sum < -0.86 ? 0 : sum < 0.86 ? 1 : 2;
      lists[row] = IntStream.range(0, 3).filter(i -> x[i] > 0).toArray();
      for (int i = 0; i < 3; i++) {
        numbers[row * 3 + i] = x[i] - x[i + 1];
      }
    }
    Targets targets =
        switch (type) {
          case SINGLE_LABEL -> new Targets.Classes(classes);
          case MULTI_LABEL -> new Targets.LabelLists(lists);
          case REGRESSION -> new Targets.Values(numbers, 3);
        };
    return new NumericSet(values, new Shape(4), change.apply(targets));
  }

  /** A network of one hidden layer with dropout, not yet initialised. */
  static Model network(float dropout) {
    Model model = Model.newInstance("network", Device.cpu(), "PyTorch");
    model.setBlock(
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(dropout).build())
            .add(Linear.builder().setUnits(3).build()));
    return model;
  }

  /** A network with batch normalisation and dropout, not yet initialised. */
  static Model normed() {
    Model model = Model.newInstance("network", Device.cpu(), "PyTorch");
    model.setBlock(
        new SequentialBlock()
            .add(Linear.builder().setUnits(16).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.2f).build())
            .add(Linear.builder().setUnits(3).build()));
    return model;
  }

  /** The processor, a number of times. */
  static DeviceList processors(int number) {
    return new DeviceList(Collections.nCopies(number, Device.cpu()));
  }

  static TrainingOptions options(double epochs, int batch, int accumulation, double smoothing) {
    return TrainingOptions.builder()
        .epochs(epochs)
        .batchSize(batch)
        .gradientAccumulationSteps(accumulation)
        .evalBatchSize(32)
        .loggingSteps(1)
        .seed(7)
        .labelSmoothing(LabelSmoothing.of(smoothing))
        .learningRate(0.01)
        .weightDecay(0.01)
        .warmupSteps(3)
        .build();
  }
}
