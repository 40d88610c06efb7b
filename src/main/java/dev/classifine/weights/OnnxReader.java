package dev.classifine.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the protobuf messages ModelProto, GraphProto, NodeProto and AttributeProto of ONNX; what is
 * not needed is skipped. The parser refuses a length that leaves its message, and memory is taken
 * only as bytes arrive.
 */
final class OnnxReader {

  private static final int BUFFER = 1 << 16;
  private static final Set<String> NEEDED = Set.of("MatMul", "Add", "Gemm");

  private static final int MODEL_GRAPH = message(7);
  private static final int GRAPH_NODE = message(1);
  private static final int GRAPH_INITIALIZER = message(5);
  private static final int NODE_INPUT = message(1);
  private static final int NODE_OUTPUT = message(2);
  private static final int NODE_TYPE = message(4);
  private static final int NODE_ATTRIBUTE = message(5);
  private static final int ATTRIBUTE_NAME = message(1);
  private static final int ATTRIBUTE_INTEGER = tag(3, WireFormat.WIRETYPE_VARINT);

  private final DamagedFile file;
  private final Map<String, OnnxGraph.Tensor> initializers = new LinkedHashMap<>();
  private final List<OnnxGraph.Node> nodes = new ArrayList<>();

  private final Spool spool;

  /**
   * @param spool takes the tensors' elements
   */
  OnnxReader(DamagedFile file, Spool spool) {
    this.file = file;
    this.spool = spool;
  }

  OnnxGraph read(InputStream stream) {
    try {
      readModel(CodedInputStream.newInstance(stream, BUFFER));
    } catch (InvalidProtocolBufferException e) {
      throw file.because("not an ONNX model that can be read: " + firstSentence(e), e);
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be read: " + Reason.of(e) + ".", e);
    }
    if (initializers.isEmpty()) {
      throw file.because("not an ONNX model with weights: no graph with an initializer");
    }
    return new OnnxGraph(initializers, nodes);
  }

  private void readModel(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == MODEL_GRAPH) {
        int outer = begin(in);
        readGraph(in);
        end(in, outer);
      } else {
        skip(in, tag);
      }
    }
  }

  private void readGraph(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == GRAPH_NODE) {
        int outer = begin(in);
        readNode(in);
        end(in, outer);
      } else if (tag == GRAPH_INITIALIZER) {
        int outer = begin(in);
        OnnxTensorReader reader = new OnnxTensorReader(file, spool);
        reader.read(in);
        end(in, outer);
        OnnxGraph.Tensor tensor = reader.tensor();
        if (initializers.put(tensor.info().name(), tensor) != null) {
          throw file.because("two initializers are named '" + tensor.info().name() + "'");
        }
      } else {
        skip(in, tag);
      }
    }
  }

  private void readNode(CodedInputStream in) throws IOException {
    String type = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    boolean transposesB = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == NODE_TYPE) {
        type = in.readStringRequireUtf8();
      } else if (tag == NODE_INPUT) {
        inputs.add(in.readStringRequireUtf8());
      } else if (tag == NODE_OUTPUT) {
        outputs.add(in.readStringRequireUtf8());
      } else if (tag == NODE_ATTRIBUTE) {
        int outer = begin(in);
        transposesB |= isTransB(in);
        end(in, outer);
      } else {
        skip(in, tag);
      }
    }
    if (NEEDED.contains(type) && inputs.size() >= 2 && !outputs.isEmpty()) {
      nodes.add(new OnnxGraph.Node(type, inputs, outputs, transposesB));
    }
  }

  private static boolean isTransB(CodedInputStream in) throws IOException {
    String name = "";
    long value = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ATTRIBUTE_NAME) {
        name = in.readStringRequireUtf8();
      } else if (tag == ATTRIBUTE_INTEGER) {
        value = in.readInt64();
      } else {
        skip(in, tag);
      }
    }
    return name.equals("transB") && value != 0;
  }

  /** Enters a message or packed list; the result must be given to {@link #end}. */
  static int begin(CodedInputStream in) throws IOException {
    return in.pushLimit(in.readRawVarint32());
  }

  /** Leaves a message. The parser takes the end of the stream for the end of any message. */
  static void end(CodedInputStream in, int outer) throws IOException {
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("The file ends within a message.");
    }
    in.popLimit(outer);
  }

  /** A message, string or packed list: anything that has a length. */
  static int message(int field) {
    return tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("A group ends that did not begin.");
    }
  }

  private static String firstSentence(IOException e) {
    String message = String.valueOf(e.getMessage());
    int stop = message.indexOf(". ");
    return (stop < 0 ? message : message.substring(0, stop)).replaceFirst("\\.$", "");
  }
}
