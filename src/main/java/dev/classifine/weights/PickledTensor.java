package dev.classifine.weights;

/**
 * A tensor as a pickle describes it, not checked yet.
 *
 * @param offset the storage's element with which the tensor begins
 * @param shape the dimensions, outermost first
 * @param stride for each dimension, how many elements of the storage lie between neighbours
 */
record PickledTensor(Storage storage, long offset, long[] shape, long[] stride) {

  /**
   * The elements of one or more tensors.
   *
   * @param key the name of its zip entry below {@code data/}
   * @param count how many elements it is said to have
   */
  record Storage(String key, ElementType type, long count) {}
}
