package dev.classifine.model;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * How a parameter starts that no checkpoint holds. Drawn by Java, so that libtorch's generator is
 * not disturbed.
 */
enum Initializer {
  /**
   * Normal with mean 0 and the configuration's {@code initializer_range}: weights of new layers.
   */
  NORMAL,
  /** Biases. */
  ZEROS,
  /** Scales of normalisations. */
  ONES;

  /**
   * Fills a parameter.
   *
   * @param deviation the standard deviation of {@link #NORMAL}
   * @param name the parameter's name: with the seed it fixes the values, whatever else is drawn
   */
  void fill(FloatBuffer values, double deviation, long seed, String name) {
    SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
    while (values.hasRemaining()) {
      values.put(
          switch (this) {
            case NORMAL -> (float) (deviation * random.nextGaussian());
            case ZEROS -> 0f;
            case ONES -> 1f;
          });
    }
  }
}
