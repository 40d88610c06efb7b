package dev.classifine.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a graph as a ModelProto, one tensor in memory at a time. Protobuf ends at 2 GiB: of a
 * larger model the weights lie in a file beside it, called the same with {@code .data} behind.
 */
final class OnnxFile {

  /** What a reader takes for one message; some for the rest of the model is left. */
  private static final long LARGEST = Integer.MAX_VALUE - (1L << 20);

  /** Where tensors begin, so that every system can map them into memory: Windows' granularity. */
  private static final long ALIGNMENT = 1 << 16;

  private static final int IR_VERSION = 8; // the one of opset 17
  private static final int MODEL_IR_VERSION = 1;
  private static final int MODEL_PRODUCER = 2;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET = 8;
  private static final int OPSET_VERSION = 2;
  private static final int GRAPH_INITIALIZER = 5;

  private final Graph graph;
  private final long largest;

  OnnxFile(Graph graph) {
    this(graph, LARGEST);
  }

  /**
   * @param largest how many bytes the graph may have in one file
   */
  OnnxFile(Graph graph, long largest) {
    this.graph = graph;
    this.largest = largest;
  }

  /** The file for the weights beside a model's. */
  static Path dataFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".data");
  }

  /**
   * Writes the model. Each file appears whole or not at all, and that with the weights only when
   * the other can appear as well.
   */
  void write(Path file) {
    List<Part> parts = new ArrayList<>();
    graph.initializers().forEach(initializer -> parts.add(Part.within(initializer)));
    if (graphSize(parts) <= largest) {
      WholeFile.write(file, channel -> writeModel(channel, parts));
      WholeFile.delete(
          dataFile(file),
          "It is of an older, larger model and of no use to the new one. Delete it.");
      return;
    }
    Path data = dataFile(file);
    List<Part> outside = outside(data.getFileName().toString());
    WholeFile.write(
        file,
        channel -> {
          writeModel(channel, outside);
          WholeFile.write(data, beside -> writeData(beside, outside));
        });
  }

  /**
   * An initializer as it is written.
   *
   * @param fields the message, without its data where they lie within
   * @param offset where the data begin in the other file; -1 where they lie within
   */
  private record Part(Initializer initializer, byte[] fields, long offset) {

    static Part within(Initializer initializer) {
      return new Part(initializer, initializer.fields(), -1);
    }

    boolean isWithin() {
      return offset < 0;
    }

    /** The message's size. */
    long size() {
      if (!isWithin()) {
        return fields.length;
      }
      long bytes = initializer.byteSize();
      return fields.length + tagAndLength(Initializer.RAW_DATA, bytes) + bytes;
    }
  }

  private List<Part> outside(String location) {
    List<Part> parts = new ArrayList<>();
    long end = 0;
    for (Initializer initializer : graph.initializers()) {
      if (initializer.isWeight()) {
        long begin = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        parts.add(new Part(initializer, initializer.fields(location, begin), begin));
        end = begin + initializer.byteSize();
      } else {
        parts.add(Part.within(initializer));
      }
    }
    return parts;
  }

  private long graphSize(List<Part> parts) {
    long size = graph.fields().length;
    for (Part part : parts) {
      size += tagAndLength(GRAPH_INITIALIZER, part.size()) + part.size();
    }
    return size;
  }

  private static long tagAndLength(int field, long length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(length);
  }

  private void writeModel(FileChannel channel, List<Part> parts) throws IOException {
    byte[] opset = Message.of(out -> out.writeInt64(OPSET_VERSION, Graph.OPSET));
    byte[] about =
        Message.of(
            out -> {
              out.writeInt64(MODEL_IR_VERSION, IR_VERSION);
              out.writeString(MODEL_PRODUCER, "classifine");
              out.writeByteArray(MODEL_OPSET, opset);
              writeLength(out, MODEL_GRAPH, graphSize(parts));
              out.writeRawBytes(graph.fields());
            });
    writeFully(channel, about);
    for (Part part : parts) {
      writeFully(channel, Message.of(out -> writeHead(out, part)));
      if (part.isWithin()) {
        writeElements(channel, part.initializer());
      }
    }
  }

  /** The message up to its data. */
  private static void writeHead(CodedOutputStream out, Part part) throws IOException {
    writeLength(out, GRAPH_INITIALIZER, part.size());
    out.writeRawBytes(part.fields());
    if (part.isWithin()) {
      writeLength(out, Initializer.RAW_DATA, part.initializer().byteSize());
    }
  }

  private static void writeLength(CodedOutputStream out, int field, long length)
      throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(length);
  }

  private static void writeData(FileChannel channel, List<Part> parts) throws IOException {
    for (Part part : parts) {
      if (!part.isWithin()) {
        channel.position(part.offset());
        writeElements(channel, part.initializer());
      }
    }
  }

  private static void writeElements(FileChannel channel, Initializer initializer)
      throws IOException {
    long written = 0;
    for (ByteBuffer piece : initializer.data().pieces()) {
      written += piece.remaining();
      WholeFile.writeFully(channel, piece);
    }
    if (written != initializer.byteSize()) {
      throw new IllegalArgumentException(
          "Tensor "
              + initializer.name()
              + " takes "
              + initializer.byteSize()
              + " bytes, but its data have "
              + written);
    }
  }

  private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
    WholeFile.writeFully(channel, ByteBuffer.wrap(bytes));
  }
}
