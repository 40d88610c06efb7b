package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.classifine.model.LowerLayers;

/**
 * Features that are computed each time, on the model's own device.
 *
 * @param lower the layers
 * @param layers how many of the lowest give the features
 * @param set the rows
 * @param manager on the device of the model
 */
record ComputedFeatures(LowerLayers lower, int layers, TrainingSet set, NDManager manager)
    implements Features {

  @Override
  public NDArray of(NDManager to, int[] rows) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray features = lower.features(set.inputs(scope, rows), layers);
      NDArray there = features.toDevice(to.getDevice(), false);
      there.attach(to);
      return there;
    }
  }

  /** Whether a row's features are one vector, that which the head reads, and not one a token. */
  boolean arePooled() {
    return layers == lower.count();
  }
}
