package dev.classifine.onnx;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor that a graph computes, reads or holds, and what can be computed from it. Shapes are
 * aligned as NumPy aligns them.
 *
 * @param name unique in the graph
 */
record Value(Graph graph, String name, Type type) {

  Value add(Value other) {
    return result("Add", other);
  }

  Value add(double number) {
    return add(scalar(number));
  }

  Value sub(Value other) {
    return result("Sub", other);
  }

  Value sub(double number) {
    return sub(scalar(number));
  }

  Value mul(Value other) {
    return result("Mul", other);
  }

  Value mul(double number) {
    return mul(scalar(number));
  }

  Value div(Value other) {
    return result("Div", other);
  }

  Value div(double number) {
    return div(scalar(number));
  }

  Value pow(double exponent) {
    return result("Pow", scalar(exponent));
  }

  Value min(Value other) {
    return result("Min", other);
  }

  Value matmul(Value other) {
    return result("MatMul", other);
  }

  /** A function of each number by itself, such as {@code Tanh}. */
  Value each(String operator) {
    return result(operator);
  }

  Value clip(double least, double most) {
    return result("Clip", scalar(least), scalar(most));
  }

  /** Whether each number is the given one. */
  Value equal(double number) {
    return graph.node("Equal", Type.BOOL, List.of(this, scalar(number)));
  }

  Value atMost(double number) {
    return graph.node("LessOrEqual", Type.BOOL, List.of(this, scalar(number)));
  }

  Value not() {
    return result("Not");
  }

  /** True and false become 1 and 0. */
  Value as(Type other) {
    return other == type
        ? this
        : graph.node("Cast", other, List.of(this), Attribute.of("to", other.number()));
  }

  /** Over the last axis. */
  Value softmax() {
    return graph.node("Softmax", type, List.of(this), Attribute.of("axis", -1));
  }

  /** The sums along an axis, which stays with one number. */
  Value sum(int axis) {
    return graph.node(
        "ReduceSum", type, List.of(this, graph.vector(axis)), Attribute.of("keepdims", 1));
  }

  /** The sums of the numbers up to each along an axis. */
  Value cumulativeSum(int axis) {
    return result("CumSum", graph.scalar(Type.INT64, axis));
  }

  /** The size of an axis: [1]. */
  Value size(int axis) {
    return graph.node(
        "Shape",
        Type.INT64,
        List.of(this),
        Attribute.of("start", axis),
        Attribute.of("end", axis + 1));
  }

  /** The rows of this table that indices name. */
  Value rows(Value indices) {
    return gather(0, indices);
  }

  /** One part along an axis, which goes. */
  Value select(int axis, int index) {
    return gather(axis, graph.scalar(Type.INT64, index));
  }

  private Value gather(int axis, Value indices) {
    return graph.node("Gather", type, List.of(this, indices), Attribute.of("axis", axis));
  }

  /** Along the last axis the numbers that indices name, each in its own row. */
  Value gatherElements(Value indices) {
    return graph.node("GatherElements", type, List.of(this, indices), Attribute.of("axis", -1));
  }

  Value slice(int axis, long begin, long end) {
    return slice(axis, graph.vector(begin), graph.vector(end));
  }

  /**
   * A part along an axis.
   *
   * @param begin [1]
   * @param end [1], exclusive
   */
  Value slice(int axis, Value begin, Value end) {
    return result("Slice", begin, end, graph.vector(axis));
  }

  /**
   * The same numbers in another shape.
   *
   * @param shape 0 where a size stays, once -1 for what is left
   */
  Value reshape(long... shape) {
    return result("Reshape", graph.vector(shape));
  }

  Value unsqueeze(long... axes) {
    return result("Unsqueeze", graph.vector(axes));
  }

  Value expand(Value shape) {
    return result("Expand", shape);
  }

  Value transpose(int... axes) {
    long[] order = IntStream.of(axes).asLongStream().toArray();
    return graph.node("Transpose", type, List.of(this), Attribute.of("perm", order));
  }

  /** This and others, one behind the other along an axis. */
  Value concat(int axis, Value... others) {
    return graph.node("Concat", type, operands(others), Attribute.of("axis", axis));
  }

  private Value result(String operator, Value... others) {
    return graph.node(operator, type, operands(others));
  }

  private List<Value> operands(Value... others) {
    return IntStream.rangeClosed(0, others.length)
        .mapToObj(i -> i == 0 ? this : others[i - 1])
        .toList();
  }

  private Value scalar(double number) {
    return graph.scalar(type, number);
  }
}
