package dev.classifine.weights;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Where a tensor's elements lie in a {@code .safetensors} file.
 *
 * @param info its name, type and shape
 * @param begin the first byte, counted from the end of the header
 * @param end the byte after the last
 */
record StoredTensor(TensorInfo info, long begin, long end) {

  static StoredTensor of(DamagedFile file, TensorInfo info, long[] offsets, long dataLength) {
    String where = "tensor " + info + ": data_offsets " + Arrays.toString(offsets);
    if (offsets.length != 2) {
      throw file.because(where + " must be two numbers, begin and end");
    }
    if (offsets[0] < 0 || offsets[0] > offsets[1] || offsets[1] > dataLength) {
      throw file.because(
          where + " must be ascending and lie within the " + dataLength + " bytes of data");
    }
    if (info.type() != ElementType.UNKNOWN && offsets[1] - offsets[0] != info.byteSize()) {
      throw file.because(
          where
              + " span "
              + (offsets[1] - offsets[0])
              + " bytes, but shape and dtype need "
              + info.byteSize());
    }
    return new StoredTensor(info, offsets[0], offsets[1]);
  }

  /** Every byte of the data belongs to exactly one tensor. */
  static void checkLayout(DamagedFile file, Collection<StoredTensor> tensors, long dataLength) {
    List<StoredTensor> inOrder =
        tensors.stream()
            .sorted(Comparator.comparingLong(StoredTensor::begin).thenComparing(StoredTensor::end))
            .toList();
    long covered = 0;
    for (StoredTensor tensor : inOrder) {
      if (tensor.begin != covered) {
        throw file.because(
            "tensor "
                + tensor.info
                + " begins at byte "
                + tensor.begin
                + " of the data, but the tensor before it ends at "
                + covered
                + (tensor.begin < covered ? ": they overlap" : ": the bytes between are a hole"));
      }
      covered = tensor.end;
    }
    if (covered != dataLength) {
      throw file.because(
          "the last tensor ends at byte "
              + covered
              + " of the data, but there are "
              + dataLength
              + " bytes: the rest belongs to no tensor");
    }
  }
}
