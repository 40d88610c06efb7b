package dev.classifine.weights;

import com.google.protobuf.CodedInputStream;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of an encoder that PyTorch exported to ONNX. Most initializers keep their names. The
 * matrix of a linear layer does not: it is stored transposed, {@code [in, out]}, under a name such
 * as {@code onnx::MatMul_885}. The Add that follows its MatMul tells what it is: where its other
 * input is {@code X.bias}, the matrix is {@code X.weight}.
 */
public final class OnnxWeights implements TensorSource {

  private static final Map<Integer, ElementType> TYPES =
      Map.of(
          1, ElementType.F32,
          6, ElementType.I32,
          7, ElementType.I64,
          9, ElementType.BOOL,
          10, ElementType.F16,
          11, ElementType.F64,
          16, ElementType.BF16);

  private final String where;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** A tensor by its Hugging Face name, with the bytes as the file has them. */
  private record Entry(TensorInfo info, byte[] raw, boolean transposed) {}

  private OnnxWeights(String where, OnnxGraph graph) {
    this.where = where;
    Map<String, String> names = names(graph);
    List<String> leftOver = new ArrayList<>();
    for (OnnxGraph.Initializer initializer : graph.initializers.values()) {
      String name = names.getOrDefault(initializer.name, initializer.name);
      if (name.contains("::")) {
        leftOver.add(initializer.name + " " + initializer.dims);
      } else if (entries.put(name, entry(name, initializer, transposed(graph, initializer)))
          != null) {
        throw wrong("two initializers are " + name);
      }
    }
    if (!leftOver.isEmpty()) {
      throw wrong(
          leftOver.size()
              + " weights have no name and no bias that tells it: "
              + String.join(", ", leftOver.subList(0, Math.min(5, leftOver.size()))));
    }
    if (entries.isEmpty()) {
      throw wrong("it has no weights");
    }
  }

  /**
   * Reads an ONNX file, which stays in memory until this is closed.
   *
   * @param where what to call it in errors
   * @throws ClassifineException if it is damaged, or a weight of it cannot be named
   */
  public static TensorSource open(InputStream in, String where) {
    CodedInputStream coded = CodedInputStream.newInstance(in, 1 << 16);
    coded.setSizeLimit(Integer.MAX_VALUE);
    try {
      return new OnnxWeights(where, OnnxGraph.read(coded));
    } catch (IOException e) {
      throw new ClassifineException(
          where + ": not an ONNX file that can be read: " + Reason.of(e) + ".", e);
    }
  }

  /** The names of matrices, by those that the exporter made up. */
  private static Map<String, String> names(OnnxGraph graph) {
    Map<String, String> matrixOfProduct = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (OnnxGraph.Node node : graph.nodes) {
      if (node.type.equals("MatMul") && node.inputs.size() == 2 && node.outputs.size() == 1) {
        matrixOfProduct.put(node.outputs.get(0), node.inputs.get(1));
      } else if (node.type.equals("Add") && node.inputs.size() == 2) {
        name(names, matrixOfProduct, node.inputs.get(0), node.inputs.get(1));
        name(names, matrixOfProduct, node.inputs.get(1), node.inputs.get(0));
      }
    }
    return names;
  }

  private static void name(
      Map<String, String> names, Map<String, String> matrixOfProduct, String product, String bias) {
    String matrix = matrixOfProduct.get(product);
    if (matrix != null && bias.endsWith(".bias")) {
      names.put(matrix, bias.substring(0, bias.length() - "bias".length()) + "weight");
    }
  }

  /**
   * Whether the file's matrix is [in, out]: the second factor of a product, unless the product
   * transposes it.
   */
  private static boolean transposed(OnnxGraph graph, OnnxGraph.Initializer initializer) {
    return graph.nodes.stream()
        .filter(node -> node.type.equals("MatMul") || node.type.equals("Gemm"))
        .filter(node -> node.inputs.size() > 1 && node.inputs.get(1).equals(initializer.name))
        .anyMatch(node -> !node.transposesSecond);
  }

  private Entry entry(String name, OnnxGraph.Initializer initializer, boolean transposed) {
    ElementType type = TYPES.get(initializer.type);
    if (type == null || initializer.external) {
      throw wrong(
          initializer.external
              ? initializer.name + " is in another file"
              : initializer.name + " has the data type " + initializer.type);
    }
    long[] shape = initializer.dims.stream().mapToLong(Long::longValue).toArray();
    if (transposed) {
      if (shape.length != 2) {
        throw wrong(
            initializer.name + " is a factor of a product and has the shape " + initializer.dims);
      }
      shape = new long[] {shape[1], shape[0]};
    }
    TensorInfo info = new TensorInfo(name, type, shape);
    if (initializer.dims.stream().anyMatch(size -> size < 0)
        || !fits(info, initializer.raw.length)) {
      throw wrong(
          initializer.name
              + " has the shape "
              + initializer.dims
              + " of "
              + type
              + " in "
              + initializer.raw.length
              + " bytes");
    }
    return new Entry(info, initializer.raw, transposed);
  }

  private static boolean fits(TensorInfo info, int bytes) {
    try {
      return info.byteSize() == bytes;
    } catch (ArithmeticException e) {
      return false; // more elements than can be counted
    }
  }

  private ClassifineException wrong(String what) {
    return new ClassifineException(
        where
            + ": "
            + what
            + ". It must be an encoder as PyTorch exports it, float32, weights inside; give --model"
            + " a folder instead.");
  }

  @Override
  public List<TensorInfo> tensors() {
    return entries.values().stream().map(Entry::info).toList();
  }

  @Override
  public void read(String name, ByteBuffer target) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(where + " has no tensor " + name + ".");
    }
    TensorInfo info = entry.info();
    if (!info.type().isFloat()) {
      throw new ClassifineException(
          where + ": the tensor " + info + " holds no floating-point numbers.");
    }
    if (target.remaining() != info.elementCount() * 4) {
      throw new IllegalArgumentException(
          info + " does not fit into " + target.remaining() + " bytes.");
    }
    ByteBuffer source = ByteBuffer.wrap(entry.raw()).order(ByteOrder.LITTLE_ENDIAN);
    if (entry.transposed()) {
      ByteBuffer straight = ByteBuffer.allocate(target.remaining());
      FloatConversion.toFloat32(info.type(), source, straight);
      transpose(straight.flip(), target, (int) info.shape()[0], (int) info.shape()[1]);
    } else if (info.type() == ElementType.F32 && target.order() == ByteOrder.LITTLE_ENDIAN) {
      target.put(source);
    } else {
      FloatConversion.toFloat32(info.type(), source, target);
    }
  }

  /** From [columns, rows] to [rows, columns]. */
  private static void transpose(ByteBuffer source, ByteBuffer target, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        target.putFloat(source.getFloat((column * rows + row) * 4));
      }
    }
  }

  @Override
  public String describe() {
    return where;
  }

  /** Releases the file's bytes. */
  @Override
  public void close() {
    entries.clear();
  }
}
