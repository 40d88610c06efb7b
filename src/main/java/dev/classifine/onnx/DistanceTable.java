package dev.classifine.onnx;

import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * A function of the distance between two tokens, worked out here for all distances up to one from
 * which it stays the same: so no runtime's logarithm decides on which side of a bucket's edge a
 * distance falls.
 *
 * @param reach the greatest distance that is looked up; what is farther counts as that
 * @param values of the distances -reach to reach
 */
record DistanceTable(int reach, long[] values) {

  /** Longer texts than this have no attention that a memory holds. */
  private static final int FARTHEST = 1 << 16;

  static DistanceTable of(IntToLongFunction function) {
    int reach = FARTHEST;
    while (reach > 1
        && function.applyAsLong(reach - 1) == function.applyAsLong(reach)
        && function.applyAsLong(1 - reach) == function.applyAsLong(-reach)) {
      reach--;
    }
    long[] values = IntStream.rangeClosed(-reach, reach).mapToLong(function::applyAsLong).toArray();
    return new DistanceTable(reach, values);
  }

  /** The values for distances. */
  Value lookUp(Value distances) {
    Value at = distances.clip(-reach, reach).add(reach);
    return distances.graph().vector(values).rows(at);
  }
}
