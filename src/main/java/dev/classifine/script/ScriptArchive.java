package dev.classifine.script;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the archive that {@code torch::jit::load} reads: a zip of stored entries, of which some
 * are source text, one a pickle that says which objects there are, and the others the elements of
 * tensors. The same entries give the same bytes.
 */
public final class ScriptArchive implements Closeable {

  /** Where the bytes of an entry begin is a multiple of this, so that tensors can be mapped. */
  public static final int ALIGNMENT = 64;

  private static final int LOCAL_HEADER = 30;
  private static final int PADDING_HEADER = 4;
  private static final int PIECE = 1 << 16;
  private static final byte[] EMPTY_TUPLE_PICKLE = {(byte) 0x80, 2, ')', '.'};
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /**
   * The format since PyTorch 1.12. In a file of an older one libtorch gives operators their meaning
   * of then: an integer {@code div}, a {@code gelu} of one form.
   */
  private static final byte[] VERSION = "10\n".getBytes(StandardCharsets.US_ASCII);

  private final ZipOutputStream zip;
  private final String root;
  private long offset;

  /**
   * Begins an archive with what every one holds.
   *
   * @param out closed with the archive
   * @param root the folder of all entries
   */
  public ScriptArchive(OutputStream out, String root) throws IOException {
    this.zip = new ZipOutputStream(out);
    this.root = root;
    add("constants.pkl", EMPTY_TUPLE_PICKLE);
    add("version", VERSION);
    add("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The bytes of an archive of one object without tensors.
   *
   * @param className the module class that the source declares, without {@code __torch__.}
   * @param source the text of {@code __torch__.py}
   */
  static byte[] of(String className, String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.length() + 2048);
    try (ScriptArchive archive = new ScriptArchive(bytes, "program")) {
      archive.addObject(
          new ModulePickle().begin(className).attribute("training").flag(false).end());
      archive.addSource("__torch__", source);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Adds the object that loading gives. */
  public void addObject(ModulePickle pickle) throws IOException {
    add("data.pkl", pickle.bytes());
  }

  /**
   * Adds source text.
   *
   * @param namespace {@code __torch__}, or a namespace within, as in {@code __torch__.parts}
   */
  public void addSource(String namespace, String text) throws IOException {
    add("code/" + namespace.replace('.', '/') + ".py", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds the elements of a tensor.
   *
   * @param key what the pickle calls them
   * @param pieces its elements: float32, row-major and little-endian, from position to limit; gone
   *     through more than once
   */
  public void addTensor(String key, Iterable<ByteBuffer> pieces) throws IOException {
    add("data/" + key, pieces);
  }

  private void add(String name, byte[] bytes) throws IOException {
    add(name, List.of(ByteBuffer.wrap(bytes)));
  }

  private void add(String name, Iterable<ByteBuffer> pieces) throws IOException {
    ZipEntry entry = new ZipEntry(root + "/" + name);
    entry.setMethod(ZipEntry.STORED); // libtorch reads records in place
    entry.setTimeLocal(TIME);
    CRC32 crc = new CRC32();
    long size = 0;
    for (ByteBuffer piece : pieces) {
      size += piece.remaining();
      crc.update(piece.duplicate());
    }
    entry.setSize(size);
    entry.setCrc(crc.getValue());
    byte[] padding = padding(offset + LOCAL_HEADER + entry.getName().length());
    entry.setExtra(padding);
    offset += LOCAL_HEADER + entry.getName().length() + padding.length + size;
    zip.putNextEntry(entry);
    byte[] some = new byte[(int) Math.min(PIECE, size)];
    for (ByteBuffer piece : pieces) {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        int length = Math.min(some.length, rest.remaining());
        rest.get(some, 0, length);
        zip.write(some, 0, length);
      }
    }
    zip.closeEntry();
  }

  /** An extra field, of the kind that PyTorch writes, that ends at a multiple. */
  private static byte[] padding(long begin) {
    int length = (int) Math.floorMod(-(begin + PADDING_HEADER), (long) ALIGNMENT);
    ByteBuffer field = ByteBuffer.allocate(PADDING_HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
    field.put((byte) 'F').put((byte) 'B').putShort((short) length);
    while (field.hasRemaining()) {
      field.put((byte) 'Z');
    }
    return field.array();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
