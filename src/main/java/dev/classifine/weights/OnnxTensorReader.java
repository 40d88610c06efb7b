package dev.classifine.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.classifine.error.ClassifineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.LongStream;

/** Reads one TensorProto of an ONNX graph. */
final class OnnxTensorReader {

  private static final int DIMENSION = OnnxReader.tag(1, WireFormat.WIRETYPE_VARINT);
  private static final int DIMENSIONS = OnnxReader.message(1);
  private static final int DATA_TYPE = OnnxReader.tag(2, WireFormat.WIRETYPE_VARINT);
  private static final int FLOAT = OnnxReader.tag(4, WireFormat.WIRETYPE_FIXED32);
  private static final int FLOATS = OnnxReader.message(4);
  private static final int NAME = OnnxReader.message(8);
  private static final int RAW_DATA = OnnxReader.message(9);
  private static final int EXTERNAL_DATA = OnnxReader.message(13);
  private static final int DATA_LOCATION = OnnxReader.tag(14, WireFormat.WIRETYPE_VARINT);

  private final DamagedFile file;
  private final LongStream.Builder shape = LongStream.builder();
  private final ByteArrayOutputStream singleFloats = new ByteArrayOutputStream(0);
  private final Spool spool;
  private String name = "";
  private int dataType;
  private long begin;
  private boolean external;

  OnnxTensorReader(DamagedFile file, Spool spool) {
    this.file = file;
    this.spool = spool;
    this.begin = spool.size();
  }

  /** Reads to the end of the message, which the stream's limit marks. */
  void read(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      readField(in, tag);
    }
  }

  /** The tensor that was read, if its parts fit together. */
  OnnxGraph.Tensor tensor() {
    TensorInfo info = info();
    if (external) {
      throw new ClassifineException(
          file
              + ": tensor "
              + info
              + " keeps its data in another file (external_data), which is not supported. Export"
              + " the model as one file.");
    }
    if (!info.type().readsAsFloat32()) {
      return new OnnxGraph.Tensor(info, begin);
    }
    if (singleFloats.size() > 0) {
      begin = spool.size();
      spool.append(singleFloats.toByteArray());
    }
    long bytes = spool.size() - begin;
    if (bytes != info.byteSize()) {
      throw file.because(
          "tensor " + info + " needs " + info.byteSize() + " bytes, but has " + bytes);
    }
    return new OnnxGraph.Tensor(info, begin);
  }

  private void readField(CodedInputStream in, int tag) throws IOException {
    if (tag == DIMENSION) {
      shape.add(in.readInt64());
    } else if (tag == DIMENSIONS) {
      int outer = OnnxReader.begin(in);
      while (!in.isAtEnd()) {
        shape.add(in.readInt64());
      }
      OnnxReader.end(in, outer);
    } else if (tag == DATA_TYPE) {
      dataType = in.readInt32();
    } else if (tag == NAME) {
      name = in.readStringRequireUtf8();
    } else if (tag == RAW_DATA || tag == FLOATS) { // packed floats are the same bytes
      begin = spool.size();
      spool.append(in, in.readRawVarint32());
    } else if (tag == FLOAT) {
      int bits = in.readFixed32();
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        singleFloats.write(bits >>> shift);
      }
    } else if (tag == EXTERNAL_DATA) {
      external = true;
      OnnxReader.skip(in, tag);
    } else if (tag == DATA_LOCATION) {
      external |= in.readEnum() != 0;
    } else {
      OnnxReader.skip(in, tag);
    }
  }

  private TensorInfo info() {
    try {
      return new TensorInfo(name, elementType(), shape.build().toArray());
    } catch (ClassifineException e) {
      throw file.because("tensor " + e.getMessage().replaceFirst("\\.$", ""), e);
    }
  }

  private ElementType elementType() {
    return switch (dataType) {
      case 1 -> ElementType.F32;
      case 2 -> ElementType.U8;
      case 3 -> ElementType.I8;
      case 4 -> ElementType.U16;
      case 5 -> ElementType.I16;
      case 6 -> ElementType.I32;
      case 7 -> ElementType.I64;
      case 9 -> ElementType.BOOL;
      case 10 -> ElementType.F16;
      case 11 -> ElementType.F64;
      case 12 -> ElementType.U32;
      case 13 -> ElementType.U64;
      case 14 -> ElementType.C64;
      case 16 -> ElementType.BF16;
      default ->
          throw new ClassifineException(
              "'" + name + "' has ONNX data type " + dataType + ", which is not supported.");
    };
  }
}
