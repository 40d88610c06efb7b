package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.classifine.optim.AdamW;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows gradients to the callbacks that asked for those of the step that is made. */
final class GradientWatch {

  private final List<TrainingCallback> callbacks;
  private final Map<Parameter, String> names = new IdentityHashMap<>();
  private List<TrainingCallback> asked = List.of();

  GradientWatch(Block block, List<TrainingCallback> callbacks) {
    this.callbacks = callbacks;
    for (Pair<String, Parameter> pair : block.getParameters()) {
      names.put(pair.getValue(), pair.getKey());
    }
  }

  /**
   * A step is about to be made.
   *
   * @param step optimizer steps done after it
   * @param evaluated whether an evaluation follows it, as far as that is known before it
   */
  void before(long step, boolean evaluated) {
    asked =
        callbacks.stream().filter(callback -> callback.wantsGradients(step, evaluated)).toList();
  }

  /** The backward passes of the step are done, and nothing is updated yet. */
  void show(AdamW optimizer, double lossScale, NDManager scope) {
    if (asked.isEmpty()) {
      return;
    }
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    optimizer
        .gradients(scope)
        .forEach((parameter, gradient) -> gradients.put(names.get(parameter), gradient));
    asked.forEach(callback -> callback.onGradients(gradients, lossScale));
  }
}
