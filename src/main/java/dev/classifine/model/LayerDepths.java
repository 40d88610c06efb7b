package dev.classifine.model;

import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.optim.ParameterDepths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The depths of an architecture's parameters; a low-rank update lies where its weight does. What
 * lies between encoder and logits, new in most fine-tunings, is the head; a parameter that serves
 * several layers belongs to the lowest of them.
 */
final class LayerDepths implements ParameterDepths {

  private final Map<String, Integer> depths = new HashMap<>();
  private final int head;

  /**
   * @param labels K, the number of logits
   */
  LayerDepths(Architecture architecture, ModelConfig config, int labels) {
    List<String> layers = architecture.layerPrefixes(config);
    this.head = layers.size() + 1;
    for (ParameterSpec spec : architecture.parameters(config, labels)) {
      depths.put(
          spec.name(),
          spec.role() == Role.ENCODER ? encoderDepth(architecture, layers, spec.name()) : head);
    }
  }

  @Override
  public int depth(String name) {
    Integer depth = depths.get(LoraLayers.weightOf(name));
    if (depth == null) {
      throw new IllegalArgumentException("The model has no parameter \"" + name + "\".");
    }
    return depth;
  }

  @Override
  public int head() {
    return head;
  }

  private static int encoderDepth(Architecture architecture, List<String> layers, String name) {
    for (int i = 0; i < layers.size(); i++) {
      if (name.startsWith(layers.get(i))) {
        return i + 1;
      }
    }
    return architecture.depthBesideLayers(name, layers.size());
  }
}
