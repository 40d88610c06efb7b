package dev.classifine.model;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * How a parameter starts that no checkpoint holds. Drawn by Java, so that libtorch's generator is
 * not disturbed.
 */
final class Initializer {

  /** Biases. */
  static final Initializer ZEROS = new Initializer(random -> 0);

  /** Scales of normalisations. */
  static final Initializer ONES = new Initializer(random -> 1);

  private final ToDoubleFunction<SplittableRandom> draw;

  private Initializer(ToDoubleFunction<SplittableRandom> draw) {
    this.draw = draw;
  }

  /** Normal with mean 0: the weights of most architectures. */
  static Initializer normal(double deviation) {
    return new Initializer(random -> deviation * random.nextGaussian());
  }

  /** Uniform between the bound and its negative. */
  static Initializer uniform(double bound) {
    return new Initializer(random -> bound * (2 * random.nextDouble() - 1));
  }

  /** Normal with mean 0, without what lies more than {@code cutoff} deviations from it. */
  static Initializer truncatedNormal(double deviation, double cutoff) {
    return new Initializer(
        random -> {
          double value = random.nextGaussian();
          while (Math.abs(value) > cutoff) {
            value = random.nextGaussian();
          }
          return deviation * value;
        });
  }

  /**
   * Fills a parameter.
   *
   * @param name the parameter's name: with the seed it fixes the values, whatever else is drawn
   */
  void fill(FloatBuffer values, long seed, String name) {
    SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
    while (values.hasRemaining()) {
      values.put((float) draw.applyAsDouble(random));
    }
  }
}
