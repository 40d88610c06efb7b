package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.DeviceArrays;

/**
 * The targets of a batch as the array that DJL's losses, evaluators and listeners read.
 *
 * <p>DJL has no value for a single label of which it is not known whether a row has it ({@link
 * Targets.LabelLists#ignored}): it is 0 here, so that DJL's evaluators count it as one that the row
 * has not. Our losses and metrics read the targets themselves and leave it out.
 */
public final class LabelArrays {

  private LabelArrays() {}

  /**
   * Makes the array on the manager's device.
   *
   * @param batch the targets of the batch's rows
   * @param labels K
   * @return {@code [B]} int64 class ids; {@code [B, K]} float32 of 0 and 1; or {@code [B, K]}
   *     float32 numbers
   */
  public static NDArray of(NDManager manager, Targets batch, int labels) {
    if (batch instanceof Targets.Classes classes) {
      long[] ids = new long[classes.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = classes.ids()[i];
      }
      return DeviceArrays.of(manager, ids, new Shape(ids.length));
    }
    if (batch instanceof Targets.LabelLists lists) {
      float[] hot = new float[lists.size() * labels];
      for (int row = 0; row < lists.size(); row++) {
        for (int id : lists.ids()[row]) {
          hot[row * labels + id] = 1;
        }
      }
      return DeviceArrays.of(manager, hot, new Shape(lists.size(), labels));
    }
    Targets.Values values = (Targets.Values) batch;
    return DeviceArrays.of(manager, values.values(), new Shape(values.size(), labels));
  }
}
