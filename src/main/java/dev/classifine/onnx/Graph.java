package dev.classifine.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A graph of ONNX operators (opset {@value #OPSET}) that is put together in the order of its
 * computation. The same constant, and the same weight, is held once.
 */
final class Graph {

  /** The first with LayerNormalization; ONNX Runtime has it since 1.12. */
  static final int OPSET = 17;

  private static final int NODE = 1;
  private static final int NAME = 2;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;

  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;

  private final String name;
  private final Map<String, TensorToWrite> weights;
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();
  private final Map<String, Value> constants = new LinkedHashMap<>();
  private final List<byte[]> nodes = new ArrayList<>();
  private final List<byte[]> inputs = new ArrayList<>();
  private final List<byte[]> outputs = new ArrayList<>();

  /**
   * @param weights what the graph may use
   */
  Graph(String name, List<TensorToWrite> weights) {
    this.name = name;
    this.weights =
        weights.stream().collect(Collectors.toMap(TensorToWrite::name, Function.identity()));
  }

  /**
   * Declares an input.
   *
   * @param axes the names of its dimensions, whose sizes are free
   */
  Value input(String input, Type type, String... axes) {
    inputs.add(ValueInfo.of(input, type, List.of(axes)));
    return new Value(this, input, type);
  }

  /**
   * Declares an output.
   *
   * @param axes its dimensions: names of free ones, or numbers
   */
  void output(String output, Value value, Object... axes) {
    add("Identity", output, List.of(value));
    outputs.add(ValueInfo.of(output, value.type(), List.of(axes)));
  }

  /** Adds an operation with one result. */
  Value node(String operator, Type result, List<Value> operands, Attribute... attributes) {
    String output = operator + "_" + nodes.size();
    add(operator, output, operands, attributes);
    return new Value(this, output, result);
  }

  private void add(String operator, String output, List<Value> operands, Attribute... attributes) {
    nodes.add(
        Message.of(
            out -> {
              for (Value operand : operands) {
                out.writeString(NODE_INPUT, operand.name());
              }
              out.writeString(NODE_OUTPUT, output);
              out.writeString(NODE_NAME, operator + "_" + nodes.size());
              out.writeString(NODE_OPERATOR, operator);
              for (Attribute attribute : attributes) {
                out.writeByteArray(NODE_ATTRIBUTE, attribute.message());
              }
            }));
  }

  /** Whether there is a weight of a name. */
  boolean hasWeight(String weight) {
    return weights.containsKey(weight);
  }

  /** A weight as it is. */
  Value weight(String weight) {
    return held(weight, () -> Initializer.of(weights.get(weight)));
  }

  /** A matrix turned, under its name with {@code .T} after it. */
  Value transposedWeight(String weight) {
    String turned = weight + ".T";
    return held(turned, () -> Initializer.of(weights.get(weight).transposed(turned)));
  }

  /** How many numbers a weight has in one dimension. */
  int size(String weight, int axis) {
    return Math.toIntExact(weights.get(weight).shape()[axis]);
  }

  private Value held(String key, Supplier<Initializer> made) {
    Initializer initializer = initializers.computeIfAbsent(key, missing -> made.get());
    return new Value(this, key, initializer.type());
  }

  /** A number for sums and products with values of its type. */
  Value scalar(Type type, double number) {
    return constant(
        type + " " + number,
        key ->
            type == Type.INT64
                ? Initializer.of(key, new long[0], (long) number)
                : Initializer.of(key, new long[0], (float) number));
  }

  /** A vector of whole numbers, such as a shape. */
  Value vector(long... numbers) {
    return constant(
        Arrays.toString(numbers), key -> Initializer.of(key, new long[] {numbers.length}, numbers));
  }

  /** A vector of floats. */
  Value floats(float... numbers) {
    return constant(
        Arrays.toString(numbers), key -> Initializer.of(key, new long[] {numbers.length}, numbers));
  }

  private Value constant(String content, Function<String, Initializer> made) {
    return constants.computeIfAbsent(
        content,
        missing -> {
          String key = "Constant_" + constants.size();
          return held(key, () -> made.apply(key));
        });
  }

  /** The numbers 0 to n-1. */
  Value range(Value n) {
    Value end = node("Squeeze", Type.INT64, List.of(n));
    return node("Range", Type.INT64, List.of(scalar(Type.INT64, 0), end, scalar(Type.INT64, 1)));
  }

  /** What the graph holds. */
  Collection<Initializer> initializers() {
    return initializers.values();
  }

  /** The fields of GraphProto but for the initializers. */
  byte[] fields() {
    return Message.of(
        out -> {
          writeAll(out, NODE, nodes);
          out.writeString(NAME, name);
          writeAll(out, INPUT, inputs);
          writeAll(out, OUTPUT, outputs);
        });
  }

  private static void writeAll(CodedOutputStream out, int field, List<byte[]> messages)
      throws IOException {
    for (byte[] message : messages) {
      out.writeByteArray(field, message);
    }
  }
}
