package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the Hugging Face names of an ONNX graph's weights. */
final class OnnxNames {

  private static final String BIAS = ".bias";

  private final String file;
  private final OnnxGraph graph;

  /** Operands of products. One that has no bias may be stored either way round. */
  private final Set<String> multiplied;

  /** The matrices of dense layers: their layer's name, and whether they are [in, out]. */
  private final Map<String, Dense> dense = new LinkedHashMap<>();

  private record Dense(String layer, boolean transposed) {}

  OnnxNames(String file, OnnxGraph graph) {
    this.file = file;
    this.graph = graph;
    this.multiplied =
        graph.nodes().stream()
            .filter(node -> !node.type().equals("Add"))
            .flatMap(node -> node.inputs().subList(0, 2).stream())
            .collect(Collectors.toSet());
  }

  /** The weights by their Hugging Face names, in the order of the graph's initializers. */
  Map<String, OnnxSource.Weight> named() {
    findDense();
    Map<String, OnnxSource.Weight> weights = new LinkedHashMap<>();
    List<String> unnamed = new ArrayList<>();
    for (OnnxGraph.Tensor tensor : graph.initializers().values()) {
      String stored = tensor.info().name();
      if (!isFloat(stored)) {
        continue; // positions, sizes: no weights
      }
      if (dense.containsKey(stored)) {
        put(weights, denseWeight(tensor, dense.get(stored)));
      } else if (!isAnonymous(stored) && !multiplied.contains(stored)) {
        put(weights, new OnnxSource.Weight(tensor.info(), tensor, false));
      } else if (tensor.info().elementCount() > 1) {
        unnamed.add(tensor.info().toString());
      }
    }
    if (!unnamed.isEmpty()) {
      throw new ClassifineException(
          file
              + ": no name was found for "
              + unnamed
              + ". A weight must keep its name or be multiplied with a result to which a bias X"
              + BIAS
              + " is added. Use the model's safetensors file.");
    }
    return weights;
  }

  private void findDense() {
    Map<String, String> biasOfSum = biasOfSum();
    for (OnnxGraph.Node node : graph.nodes()) {
      String matrix = node.inputs().get(1);
      if (node.type().equals("MatMul") && isFloat(matrix)) {
        addDense(matrix, biasOfSum.get(node.outputs().get(0)), true);
      } else if (node.type().equals("Gemm") && isFloat(matrix) && node.inputs().size() == 3) {
        addDense(matrix, node.inputs().get(2), !node.transposesB());
      }
    }
  }

  /** For each result to which a bias is added, that bias. */
  private Map<String, String> biasOfSum() {
    Map<String, String> biases = new HashMap<>();
    for (OnnxGraph.Node node : graph.nodes()) {
      if (node.type().equals("Add")) {
        String left = node.inputs().get(0);
        String right = node.inputs().get(1);
        if (isBias(left)) {
          addBias(biases, right, left);
        } else if (isBias(right)) {
          addBias(biases, left, right);
        }
      }
    }
    return biases;
  }

  private void addBias(Map<String, String> biases, String sum, String bias) {
    String other = biases.put(sum, bias);
    if (other != null && !other.equals(bias)) {
      throw new ClassifineException(
          file + ": both " + other + " and " + bias + " are added to " + sum + ": not one layer.");
    }
  }

  private void addDense(String matrix, String bias, boolean transposed) {
    if (bias == null || !isBias(bias)) {
      return;
    }
    Dense found = new Dense(bias.substring(0, bias.length() - BIAS.length()), transposed);
    Dense other = dense.put(matrix, found);
    if (other != null && !other.equals(found)) {
      throw new ClassifineException(
          file
              + ": "
              + matrix
              + " is the weight of both "
              + other.layer
              + " and "
              + found.layer
              + ", which is not supported. Use the model's safetensors file.");
    }
  }

  private OnnxSource.Weight denseWeight(OnnxGraph.Tensor tensor, Dense layer) {
    TensorInfo bias = graph.initializers().get(layer.layer + BIAS).info();
    long[] shape = tensor.info().shape();
    int output = layer.transposed ? 1 : 0;
    if (shape.length != 2 || shape[output] != bias.elementCount()) {
      throw new ClassifineException(
          file + ": tensor " + tensor.info() + " does not fit the bias that is added, " + bias);
    }
    long[] outIn = {shape[output], shape[1 - output]};
    TensorInfo info = new TensorInfo(layer.layer + ".weight", tensor.info().type(), outIn);
    return new OnnxSource.Weight(info, tensor, layer.transposed);
  }

  private void put(Map<String, OnnxSource.Weight> weights, OnnxSource.Weight weight) {
    OnnxSource.Weight other = weights.put(weight.info().name(), weight);
    if (other != null) {
      throw new ClassifineException(
          file
              + ": both "
              + other.stored().info()
              + " and "
              + weight.stored().info()
              + " would be named "
              + weight.info().name()
              + ". Use the model's safetensors file.");
    }
  }

  /** Whether the exporter made the name up: a name in a checkpoint is a path of modules. */
  private static boolean isAnonymous(String name) {
    return !name.contains(".") || name.contains("::") || name.contains("/");
  }

  private boolean isBias(String name) {
    return name.endsWith(BIAS) && !isAnonymous(name) && isFloat(name);
  }

  private boolean isFloat(String name) {
    OnnxGraph.Tensor tensor = graph.initializers().get(name);
    return tensor != null && tensor.info().type().readsAsFloat32();
  }
}
