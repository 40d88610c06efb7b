package dev.classifine.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An array of float32 on the processor whose elements lie in a temporary file that is mapped into
 * memory. It is an array like any other; resident are only the pages that somebody touched through
 * it, and the system may take them back. What is read and written here goes past the mapping and
 * leaves no page resident. The file has no name any more once it is open, so nothing of it is left
 * behind.
 */
public final class MappedArray implements AutoCloseable {

  private static final int PIECE = 1 << 20;

  /**
   * How many bytes are written at once: the system keeps what is written at once together, and
   * makes all of it resident where one byte of it is read.
   */
  private static final int WRITTEN = 1 << 14;

  /** By identity: DJL compares arrays by their elements. */
  private static final Map<NDArray, MappedArray> OPEN =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /**
   * Whether an array was closed whose mapping, which keeps the file's blocks, may still be there.
   */
  private static final AtomicBoolean LEFT = new AtomicBoolean();

  private final NDArray array;
  private final FileChannel channel;

  /** Held as long as the array, since libtorch does not hold it. */
  private final ByteBuffer mapping;

  private MappedArray(NDArray array, FileChannel channel, ByteBuffer mapping) {
    this.array = array;
    this.channel = channel;
    this.mapping = mapping;
  }

  /** Gives an array's first values. */
  @FunctionalInterface
  public interface Values {
    /**
     * Fills a piece of them.
     *
     * @param first the index of the first element of the piece, row-major
     * @param piece to be filled from position to limit, little-endian
     */
    void read(long first, ByteBuffer piece);
  }

  /**
   * Makes an array.
   *
   * @param manager on the processor; closes the file when it is closed
   * @param shape of less than 2 GiB as float32
   * @param values asked piece by piece, from front to back
   * @throws IOException if there is no room for the file, or it cannot be made or mapped
   */
  public static NDArray create(NDManager manager, Shape shape, Values values) throws IOException {
    long size = Math.multiplyExact(shape.size(), Float.BYTES);
    if (LEFT.getAndSet(false)) {
      // Java ends a mapping when it collects its buffer, which a small heap may be slow to ask for.
      System.gc();
    }
    FileChannel channel =
        FileChannel.open(
            Files.createTempFile(folder(), "classifine", ".array"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    MappedArray mapped = null;
    try {
      fill(channel, size, values);
      ByteBuffer mapping =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, size).order(ByteOrder.nativeOrder());
      NDArray array = manager.create(mapping, shape, DataType.FLOAT32); // no copy
      mapped = new MappedArray(array, channel, mapping);
      OPEN.put(array, mapped);
      manager.attachInternal(UUID.randomUUID().toString(), mapped);
      return array;
    } finally {
      if (mapped == null) {
        channel.close();
      }
    }
  }

  /** By writing, which makes no page resident and takes the room on the disk. */
  private static void fill(FileChannel channel, long size, Values values) throws IOException {
    for (Piece piece : (Iterable<Piece>) pieces(size, values)::iterator) {
      writeFully(channel, piece.bytes(), piece.first() * Float.BYTES);
    }
  }

  private record Piece(long first, ByteBuffer bytes) {}

  /** All elements, from front to back; a piece holds its own until the next is asked for. */
  private static Stream<Piece> pieces(long size, Values values) {
    ByteBuffer bytes = buffer(size);
    return LongStream.iterate(0, at -> at < size, at -> at + PIECE)
        .mapToObj(
            at -> {
              bytes.clear().limit((int) Math.min(PIECE, size - at));
              values.read(at / Float.BYTES, bytes);
              return new Piece(at / Float.BYTES, bytes.rewind());
            });
  }

  private static ByteBuffer buffer(long most) {
    return ByteBuffer.allocateDirect((int) Math.min(PIECE, most)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where it fails the source is as it was, and can be written in another way. */
  private static void writeFully(FileChannel channel, ByteBuffer source, long position)
      throws IOException {
    ByteBuffer rest = source.duplicate();
    while (rest.position() < source.limit()) {
      long at = position + rest.position() - source.position();
      rest.limit(Math.min(source.limit(), rest.position() + WRITTEN));
      channel.write(rest, at);
    }
    source.position(source.limit());
  }

  /** What is behind an array that was made here and is not closed yet. */
  public static Optional<MappedArray> of(NDArray array) {
    return Optional.ofNullable(OPEN.get(array));
  }

  /** Where temporary files lie. */
  public static Path folder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Reads elements.
   *
   * @param first the index of the first, row-major
   * @param target filled from position to limit, little-endian
   * @throws ClassifineException if the file cannot be read
   */
  public void read(long first, ByteBuffer target) {
    int position = target.position();
    try {
      while (target.hasRemaining()) {
        long at = first * Float.BYTES + target.position() - position;
        if (channel.read(target, at) < 0) {
          throw new IndexOutOfBoundsException("The array ends before byte " + at + ".");
        }
      }
    } catch (ClosedChannelException e) {
      // An interrupt closes a channel for good; the mapping stays.
      target.position(position);
      target.put(slice(first, target.remaining()));
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /**
   * Writes elements.
   *
   * @param first the index of the first, row-major
   * @param source taken from position to limit, little-endian
   * @throws ClassifineException if the file cannot be written
   */
  public void write(long first, ByteBuffer source) {
    ByteBuffer place = slice(first, source.remaining()); // must lie within the array
    try {
      writeFully(channel, source, first * Float.BYTES);
    } catch (ClosedChannelException e) {
      place.put(source);
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  /**
   * Replaces all elements.
   *
   * @param values asked piece by piece, from front to back
   * @throws ClassifineException if the file cannot be written
   */
  public void fill(Values values) {
    pieces(mapping.capacity(), values).forEach(piece -> write(piece.first(), piece.bytes()));
  }

  private ByteBuffer slice(long first, int bytes) {
    return mapping.slice(Math.toIntExact(first * Float.BYTES), bytes);
  }

  /**
   * All elements, from front to back. A piece holds its elements, little-endian, until the next is
   * asked for.
   */
  public Iterable<ByteBuffer> pieces() {
    return () -> pieces(mapping.capacity(), this::read).map(Piece::bytes).iterator();
  }

  private static ClassifineException failed(String done, IOException e) {
    return new ClassifineException(
        "An array that lies in a temporary file in "
            + folder()
            + " cannot be "
            + done
            + ": "
            + Reason.of(e)
            + ".",
        e);
  }

  /** Gives up the file. The memory stays until the array, too, is closed and forgotten. */
  @Override
  public void close() {
    OPEN.remove(array);
    LEFT.set(true);
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
