package dev.classifine.weights;

import java.util.List;
import java.util.Map;

/**
 * What an ONNX model holds that is needed to name its weights.
 *
 * @param initializers the stored tensors by their names in the graph
 * @param nodes the operations that combine a weight with a bias
 */
record OnnxGraph(Map<String, Tensor> initializers, List<Node> nodes) {

  /**
   * A stored tensor.
   *
   * @param begin where its elements begin in the spool, little-endian and as many as the shape
   *     says; none are kept of a type that does not read as float32
   */
  record Tensor(TensorInfo info, long begin) {}

  /**
   * An operation.
   *
   * @param type such as {@code MatMul}
   * @param inputs names of initializers or of other nodes' outputs
   * @param transposesB {@code Gemm}: whether its second operand is [out, in]
   */
  record Node(String type, List<String> inputs, List<String> outputs, boolean transposesB) {}
}
