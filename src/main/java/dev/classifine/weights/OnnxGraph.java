package dev.classifine.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is read of an ONNX file: the graph's nodes and its initializers. The numbers in {@code case}
 * labels are the field numbers of onnx.proto.
 */
final class OnnxGraph {

  /**
   * An operator: its type, its inputs' and outputs' names, and whether its second matrix is given
   * transposed.
   */
  static final class Node {
    String type = "";
    boolean transposesSecond;
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
  }

  /** A constant tensor. */
  static final class Initializer {
    String name = "";
    int type;
    boolean external;
    final List<Long> dims = new ArrayList<>();
    byte[] raw = new byte[0];
  }

  final List<Node> nodes = new ArrayList<>();
  final Map<String, Initializer> initializers = new LinkedHashMap<>();

  private OnnxGraph() {}

  /**
   * Reads a ModelProto.
   *
   * @throws IOException if it is cut off or not protobuf
   */
  static OnnxGraph read(CodedInputStream in) throws IOException {
    OnnxGraph graph = new OnnxGraph();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 7 -> message(in, tag, graph::readGraphField);
        default -> in.skipField(tag);
      }
    }
    return graph;
  }

  /** Reads one field of a message, whose tag was just read. */
  private interface FieldReader {
    void read(CodedInputStream in, int tag) throws IOException;
  }

  private static void message(CodedInputStream in, int tag, FieldReader fields) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      throw new IOException("field " + WireFormat.getTagFieldNumber(tag) + " is no message");
    }
    int outer = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      fields.read(in, in.readTag());
    }
    in.popLimit(outer);
  }

  private void readGraphField(CodedInputStream in, int tag) throws IOException {
    switch (WireFormat.getTagFieldNumber(tag)) {
      case 1 -> {
        Node node = new Node();
        message(in, tag, (field, fieldTag) -> readNodeField(node, field, fieldTag));
        nodes.add(node);
      }
      case 5 -> {
        Initializer initializer = new Initializer();
        message(in, tag, (field, fieldTag) -> readTensorField(initializer, field, fieldTag));
        initializers.put(initializer.name, initializer);
      }
      default -> skip(in, tag);
    }
  }

  private static void readNodeField(Node node, CodedInputStream in, int tag) throws IOException {
    switch (WireFormat.getTagFieldNumber(tag)) {
      case 1 -> node.inputs.add(in.readString());
      case 2 -> node.outputs.add(in.readString());
      case 4 -> node.type = in.readString();
      case 5 -> {
        String[] name = {""};
        long[] value = {0};
        message(
            in,
            tag,
            (field, fieldTag) -> {
              switch (WireFormat.getTagFieldNumber(fieldTag)) {
                case 1 -> name[0] = field.readString();
                case 3 -> value[0] = field.readInt64();
                default -> skip(field, fieldTag);
              }
            });
        node.transposesSecond |= name[0].equals("transB") && value[0] == 1;
      }
      default -> skip(in, tag);
    }
  }

  private static void readTensorField(Initializer tensor, CodedInputStream in, int tag)
      throws IOException {
    switch (WireFormat.getTagFieldNumber(tag)) {
      case 1 -> {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          int outer = in.pushLimit(in.readRawVarint32());
          while (in.getBytesUntilLimit() > 0) {
            tensor.dims.add(in.readInt64());
          }
          in.popLimit(outer);
        } else {
          tensor.dims.add(in.readInt64());
        }
      }
      case 2 -> tensor.type = in.readInt32();
      case 4, 9 -> tensor.raw = in.readByteArray(); // packed floats are the same bytes as raw ones
      case 8 -> tensor.name = in.readString();
      case 13, 14 -> {
        tensor.external = true;
        skip(in, tag);
      }
      default -> skip(in, tag);
    }
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new IOException("a group ends that never began");
    }
  }
}
