package dev.classifine.optim;

/**
 * How deep in a model each parameter lies: depth 0 is the embeddings, 1 to L are the layers from
 * the lowest to the highest, and L + 1 is the head. Every depth has a parameter.
 */
public interface ParameterDepths {

  /**
   * The depth of a parameter, in [0, {@link #head()}].
   *
   * @param name its name in the block
   * @throws IllegalArgumentException if the model has no parameter of that name
   */
  int depth(String name);

  /** The depth of the head, which is the greatest. */
  int head();

  /** How many layers lie between the embeddings and the head, L. */
  default int layers() {
    return head() - 1;
  }
}
