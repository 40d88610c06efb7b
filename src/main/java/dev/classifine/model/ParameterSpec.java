package dev.classifine.model;

import ai.djl.ndarray.types.Shape;

/**
 * A parameter that an architecture has.
 *
 * @param name its name in Hugging Face's state dict
 * @param shape its shape
 * @param initializer its values where a checkpoint lacks it and may
 * @param role whether a checkpoint may lack it
 * @param isLinear whether it is the weight [out, in] of a linear layer
 */
record ParameterSpec(
    String name, Shape shape, Initializer initializer, Role role, boolean isLinear) {

  /** The part of a classifier that a parameter belongs to. */
  enum Role {
    /** Every checkpoint must hold it. */
    ENCODER,
    /**
     * Between the encoder and the logits: new where the checkpoint has none, since only classifiers
     * use it.
     */
    POOLER,
    /** Gives the logits: new where the checkpoint has none, or one for other labels. */
    HEAD
  }
}
