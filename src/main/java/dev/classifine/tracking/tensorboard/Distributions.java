package dev.classifine.tracking.tensorboard;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import dev.classifine.script.MappedArray;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Distributions of parameters and gradients, read in parts, so that little memory is taken. */
final class Distributions {

  private static final long PART = 1 << 18;

  private Distributions() {}

  /** A histogram for each parameter, under {@code weights/NAME}. */
  static List<Message> weights(Block block) {
    List<Message> values = new ArrayList<>();
    block
        .getParameters()
        .forEach(
            parameter -> {
              NDArray array = parameter.getValue().getArray();
              if (array.getDataType().isFloating()) {
                values.add(Summaries.histogram("weights/" + parameter.getKey(), of(array, 1)));
              }
            });
    return values;
  }

  /**
   * A histogram for each gradient, under {@code gradients/NAME}.
   *
   * @param scale what they are multiplied with
   */
  static List<Message> gradients(Map<String, NDArray> gradients, double scale) {
    List<Message> values = new ArrayList<>();
    gradients.forEach(
        (name, gradient) ->
            values.add(Summaries.histogram("gradients/" + name, of(gradient, scale))));
    return values;
  }

  /** The distribution of an array's elements, divided by a scale. */
  static Histogram of(NDArray array, double scale) {
    Histogram histogram = new Histogram();
    Optional<MappedArray> file = MappedArray.of(array);
    if (file.isPresent()) {
      for (ByteBuffer piece : file.get().pieces()) {
        float[] floats = new float[piece.remaining() / Float.BYTES];
        piece.asFloatBuffer().get(floats);
        histogram.add(floats, scale);
      }
      return histogram;
    }
    try (NDArray flat = array.reshape(new Shape(-1))) {
      for (long from = 0; from < flat.size(); from += PART) {
        long to = Math.min(flat.size(), from + PART);
        try (NDArray part = flat.get(new NDIndex("{}:{}", from, to));
            NDArray floats = part.toType(DataType.FLOAT32, true)) {
          histogram.add(floats.toFloatArray(), scale);
        }
      }
    }
    return histogram;
  }
}
