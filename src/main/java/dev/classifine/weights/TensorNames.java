package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Today's names of tensors: checkpoints of TensorFlow's time call a norm's weight gamma and its
 * bias beta.
 */
public final class TensorNames {

  private TensorNames() {}

  /**
   * The tensors of a source by today's names.
   *
   * @throws ClassifineException if an old and a new name mean the same tensor
   */
  public static Map<String, TensorInfo> current(TensorSource source) {
    Map<String, TensorInfo> byName = new LinkedHashMap<>();
    for (TensorInfo tensor : source.tensors()) {
      TensorInfo other = byName.put(current(tensor.name()), tensor);
      if (other != null) {
        throw new ClassifineException(
            source.describe()
                + ": the tensors "
                + other.name()
                + " and "
                + tensor.name()
                + " are the same parameter by an old and a new name. Only one may be there.");
      }
    }
    return byName;
  }

  private static String current(String name) {
    if (name.endsWith("LayerNorm.gamma")) {
      return name.substring(0, name.length() - "gamma".length()) + "weight";
    }
    if (name.endsWith("LayerNorm.beta")) {
      return name.substring(0, name.length() - "beta".length()) + "bias";
    }
    return name;
  }
}
