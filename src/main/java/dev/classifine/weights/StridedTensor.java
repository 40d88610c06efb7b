package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor whose elements lie apart from each other in a file, as in a transposed view.
 *
 * @param begin the file's byte with which the tensor begins
 * @param axes the dimensions of more than one element, the most distant neighbours first
 * @param reach how many elements after the first the last one lies
 */
record StridedTensor(TensorInfo info, long begin, List<Axis> axes, long reach) {

  private static final int CHUNK = 1 << 18;

  /**
   * A dimension.
   *
   * @param step how far apart neighbours lie in the file, in elements
   * @param targetStep how far apart they lie in row-major order
   */
  record Axis(long size, long step, long targetStep) {}

  /**
   * Checks that every element lies in the storage, and that none is shared. So the tensor cannot
   * have more elements than the storage.
   *
   * @param storageBegin the file's byte with which the storage begins
   */
  static StridedTensor of(
      DamagedFile file, TensorInfo info, long storageBegin, PickledTensor tensor) {
    long[] stride = tensor.stride();
    String where =
        "tensor " + info + ", offset " + tensor.offset() + ", stride " + Arrays.toString(stride);
    if (stride.length != info.shape().length
        || tensor.offset() < 0
        || Arrays.stream(stride).anyMatch(step -> step < 0)) {
      throw file.because(
          where + ": there must be an offset and a stride for each dimension, none negative");
    }
    List<Axis> axes = info.elementCount() == 0 ? List.of() : axes(info.shape(), stride);
    long reach = reach(file, where, axes);
    long used = info.elementCount() == 0 ? 0 : 1;
    long room = tensor.storage().count() - tensor.offset();
    if (reach > room - used) {
      throw file.because(
          where + ": it goes beyond the " + tensor.storage().count() + " elements of its storage");
    }
    long begin = storageBegin + tensor.offset() * info.type().bytes();
    return new StridedTensor(info, begin, axes, reach);
  }

  private static List<Axis> axes(long[] shape, long[] stride) {
    long[] targetStep = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      targetStep[i] = step;
      step *= shape[i];
    }
    return IntStream.range(0, shape.length)
        .filter(i -> shape[i] > 1)
        .mapToObj(i -> new Axis(shape[i], stride[i], targetStep[i]))
        .sorted(Comparator.comparingLong(Axis::step).reversed())
        .toList();
  }

  /** In elements from the first one; the largest number where there is no such place. */
  private static long reach(DamagedFile file, String where, List<Axis> axes) {
    long reach = 0;
    for (int i = axes.size() - 1; i >= 0; i--) {
      Axis axis = axes.get(i);
      if (axis.step <= reach) {
        throw new ClassifineException(
            file
                + ": "
                + where
                + ": its elements overlap, as those of an expanded view do. Save the tensor with"
                + " contiguous().");
      }
      if (axis.step > (Long.MAX_VALUE - reach) / (axis.size - 1)) {
        return Long.MAX_VALUE;
      }
      reach += axis.step * (axis.size - 1);
    }
    return reach;
  }

  /** Whether the elements lie in row-major order without a gap. */
  boolean isContiguous() {
    return axes.stream().allMatch(axis -> axis.step == axis.targetStep);
  }

  /** Reads the elements in row-major order. */
  void read(FileBytes bytes, ByteBuffer floats) {
    if (isContiguous()) {
      bytes.readFloats(info.type(), begin, begin + info.byteSize(), floats);
    } else {
      gather(bytes, floats);
    }
  }

  /** Goes through the file from front to back, so that every part of it is read once. */
  private void gather(FileBytes bytes, ByteBuffer floats) {
    int width = info.type().bytes();
    long end = begin + (reach + 1) * width;
    int most = (int) Math.min(CHUNK, end - begin);
    ByteBuffer window = Float32.littleEndian(ByteBuffer.allocate(most)).limit(0);
    long windowAt = begin;
    long source = begin;
    long target = 0;
    long[] index = new long[axes.size()];
    for (long left = info.elementCount(); left > 0; left--) {
      if (source - windowAt >= window.limit()) {
        windowAt = source;
        window.clear().limit((int) Math.min(most, end - windowAt));
        bytes.read(window, windowAt);
      }
      int bits = info.type().float32Bits(window, (int) (source - windowAt));
      floats.putInt((int) target * Float32.BYTES, bits);
      for (int i = index.length - 1; i >= 0; i--) {
        Axis axis = axes.get(i);
        if (++index[i] < axis.size) {
          source += axis.step * width;
          target += axis.targetStep;
          break;
        }
        index[i] = 0;
        source -= axis.step * width * (axis.size - 1);
        target -= axis.targetStep * (axis.size - 1);
      }
    }
  }
}
