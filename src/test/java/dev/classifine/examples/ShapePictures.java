package dev.classifine.examples;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import dev.classifine.train.InputArrays;
import dev.classifine.train.TrainingSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Grey pictures of outlined shapes that overlap, any number of them in a picture. */
final class ShapePictures implements TrainingSet {

  static final LabelSet LABELS = new LabelSet(List.of("circle", "square", "triangle", "cross"));

  /** Pixels of a side. */
  static final int SIZE = 32;

  private final byte[][] pictures;
  private final Targets.LabelLists targets;

  private ShapePictures(byte[][] pictures, int[][] shapes) {
    this.pictures = pictures;
    this.targets = new Targets.LabelLists(shapes);
  }

  /** Draws pictures, of which each shape is in every second. */
  static ShapePictures draw(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] pictures = new byte[count][];
    int[][] shapes = new int[count][];
    for (int i = 0; i < count; i++) {
      shapes[i] = IntStream.range(0, LABELS.size()).filter(shape -> random.nextBoolean()).toArray();
      pictures[i] = picture(shapes[i], random);
    }
    return new ShapePictures(pictures, shapes);
  }

  @Override
  public Targets.LabelLists targets() {
    return targets;
  }

  @Override
  public NDList inputs(NDManager manager, int[] rows) {
    float[] batch = new float[rows.length * SIZE * SIZE];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(grey(rows[i]), 0, batch, i * SIZE * SIZE, SIZE * SIZE);
    }
    Shape shape = new Shape(rows.length, 1, SIZE, SIZE); // [pictures, channels, height, width]
    return new NDList(InputArrays.of(manager, batch, shape));
  }

  /** A picture's pixels, row by row, in [0, 1]. */
  float[] grey(int row) {
    float[] grey = new float[SIZE * SIZE];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (pictures[row][i] & 0xff) / 255f;
    }
    return grey;
  }

  private static byte[] picture(int[] shapes, SplittableRandom random) {
    double[] grey = new double[SIZE * SIZE];
    for (int shape : shapes) {
      outline(shape, random, grey);
    }
    byte[] pixels = new byte[grey.length];
    for (int i = 0; i < pixels.length; i++) {
      double noisy = grey[i] + 0.1 * random.nextDouble();
      pixels[i] = (byte) Math.round(255 * Math.min(1, noisy));
    }
    return pixels;
  }

  /** Draws a shape somewhere, in some size and brightness, over what is there. */
  private static void outline(int shape, SplittableRandom random, double[] grey) {
    double radius = random.nextDouble(6, 11);
    double x = random.nextDouble(radius, SIZE - radius);
    double y = random.nextDouble(radius, SIZE - radius);
    double brightness = random.nextDouble(0.4, 0.9);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        double across = Math.abs(column + 0.5 - x) / radius;
        double down = (row + 0.5 - y) / radius;
        if (Math.abs(distance(shape, across, down)) * radius < 1) {
          grey[row * SIZE + column] = Math.max(grey[row * SIZE + column], brightness);
        }
      }
    }
  }

  /**
   * How far a point lies from the line of a shape that fits into the unit circle.
   *
   * @param across from the centre to either side: the shapes are symmetric
   * @param down from the centre
   */
  private static double distance(int shape, double across, double down) {
    double larger = Math.max(across, Math.abs(down));
    return switch (LABELS.name(shape)) {
      case "circle" -> Math.hypot(across, down) - 1;
      case "square" -> larger - Math.sqrt(0.5);
      case "triangle" -> Math.max(down, across * Math.sqrt(0.75) - down / 2) - 0.5;
      case "cross" -> Math.max(Math.min(across, Math.abs(down)), larger - 1);
      default -> throw new IllegalArgumentException("no shape " + shape);
    };
  }
}
