package dev.classifine.export;

import dev.classifine.weights.TensorToWrite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A module: what names with dots say about who holds what. {@code a.b.weight} is the parameter
 * {@code weight} of the module {@code b} of the module {@code a}.
 */
final class ModuleNode {

  private final Map<String, ModuleNode> modules = new LinkedHashMap<>();
  private final Map<String, TensorToWrite> parameters = new LinkedHashMap<>();

  private ModuleNode() {}

  /** The module without a name, which holds all tensors. */
  static ModuleNode of(List<TensorToWrite> tensors) {
    ModuleNode root = new ModuleNode();
    tensors.forEach(tensor -> root.add(tensor.name(), tensor));
    return root;
  }

  private void add(String name, TensorToWrite tensor) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      parameters.put(name, tensor);
    } else {
      modules
          .computeIfAbsent(name.substring(0, dot), missing -> new ModuleNode())
          .add(name.substring(dot + 1), tensor);
    }
  }

  /** The modules inside, by name. */
  Map<String, ModuleNode> modules() {
    return modules;
  }

  /** Its own parameters, by name. */
  Map<String, TensorToWrite> parameters() {
    return parameters;
  }
}
