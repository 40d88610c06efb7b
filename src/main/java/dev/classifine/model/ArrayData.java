package dev.classifine.model;

import ai.djl.ndarray.NDArray;
import dev.classifine.script.HostMemory;
import dev.classifine.script.MappedArray;
import dev.classifine.weights.TensorData;
import java.nio.ByteBuffer;

/**
 * The elements of an array of float32, to be written: of one on the processor a view of its memory,
 * of one on a GPU a copy. One that lies in a file is read from there a piece at a time.
 *
 * @param array to be written before it is closed
 */
public record ArrayData(NDArray array) implements TensorData {

  @Override
  public ByteBuffer get() {
    return HostMemory.of(array);
  }

  @Override
  public Iterable<ByteBuffer> pieces() {
    return MappedArray.of(array).map(MappedArray::pieces).orElseGet(TensorData.super::pieces);
  }
}
