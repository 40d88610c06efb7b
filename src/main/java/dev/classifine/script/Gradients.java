package dev.classifine.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;

/**
 * The gradients that libtorch keeps with arrays. DJL's own accessor makes an array of zeros where
 * there is none, which cannot be told from a gradient that is zero.
 */
public final class Gradients {

  private Gradients() {}

  /**
   * An array's gradient: the one that backward passes add to, not a copy.
   *
   * @param handles the manager of what is returned; closing it leaves the gradient
   * @return null where no backward pass reached the array
   */
  public static NDArray of(NDArray array, NDManager handles) {
    PtNDArray gradient = JniUtils.getGradient((PtNDArray) array);
    if (gradient != null) {
      gradient.attach(handles);
    }
    return gradient;
  }

  /**
   * Gives an array a gradient of zeros where there is none: by the backward pass of its sum times
   * 0, since libtorch lets no gradient be set from here.
   *
   * @param array that asks for a gradient
   */
  public static void create(NDArray array) {
    if (exists(array)) {
      return;
    }
    try (NDManager scope = array.getManager().newSubManager();
        GradientCollector collector = scope.getEngine().newGradientCollector();
        NDArray sum = array.sum()) {
      NDArray nothing = sum.mul(scope.zeros(new Shape(), array.getDataType()));
      nothing.attach(scope); // what its backward pass makes goes there, too
      collector.backward(nothing);
    }
  }

  /**
   * Takes an array's gradient away where there is one, whatever it was, NaN included; an array that
   * asks for gradients goes on asking. The next backward pass then hands over what it made, where
   * it would have added it to a gradient of zeros.
   */
  public static void drop(NDArray array) {
    if (exists(array)) {
      boolean asks = array.hasGradient();
      array.intern(array.stopGradient()); // the same values in a tensor that never had one
      if (asks) {
        array.setRequiresGradient(true);
      }
    }
  }

  private static boolean exists(NDArray array) {
    try (PtNDArray gradient = JniUtils.getGradient((PtNDArray) array)) {
      return gradient != null;
    }
  }
}
