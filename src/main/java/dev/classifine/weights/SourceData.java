package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/**
 * The elements of a source's tensor, read when they are asked for: in pieces where it has parts.
 */
record SourceData(TensorSource source, TensorInfo info) implements TensorData {

  /** Elements of a piece: 1 MiB of float32. */
  private static final int PIECE = 1 << 18;

  /** A source's tensor, to be written as the type that it has there. */
  static TensorToWrite tensor(TensorSource source, TensorInfo info) {
    return new TensorToWrite(info.name(), info.type(), info.shape(), new SourceData(source, info));
  }

  @Override
  public ByteBuffer get() {
    ByteBuffer all = buffer(info.elementCount());
    source.read(info.name(), all);
    return all;
  }

  @Override
  public Iterable<ByteBuffer> pieces() {
    if (!source.hasParts(info.name())) {
      return TensorData.super.pieces();
    }
    long count = info.elementCount();
    ByteBuffer piece = buffer(Math.min(PIECE, count));
    return () ->
        LongStream.iterate(0, first -> first < count, first -> first + PIECE)
            .mapToObj(
                first -> {
                  piece.clear().limit((int) Math.min(PIECE, count - first) * Float32.BYTES);
                  source.read(info.name(), first, piece);
                  return piece;
                })
            .iterator();
  }

  private static ByteBuffer buffer(long count) {
    int bytes = Math.toIntExact(Math.multiplyExact(count, Float32.BYTES));
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
