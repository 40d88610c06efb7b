package dev.classifine.train;

import ai.djl.ndarray.NDManager;
import dev.classifine.script.NativeRuntime;

/** The values that a block begins with which has none. */
final class FirstValues {

  private FirstValues() {}

  /** Gives a block without values its first ones, from the seed alone. */
  static void give(ai.djl.training.Trainer djl, TrainingSet train, long seed) {
    if (djl.getModel().getBlock().isInitialized()) {
      return;
    }
    Turn.take(
        () -> {
          NativeRuntime.seed(seed, -1, 0);
          try (NDManager scope = djl.getManager().newSubManager()) {
            djl.initialize(train.inputs(scope, new int[] {0}).getShapes());
          }
          return null;
        });
  }
}
