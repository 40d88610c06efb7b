package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.DeviceArrays;
import dev.classifine.script.HostMemory;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features that are computed once: when a pass first reads a row, those of its block together, so
 * that the first step does not wait for all. They are kept without padding.
 */
final class KeptFeatures implements Features {

  private static final Logger LOG = LoggerFactory.getLogger(KeptFeatures.class);

  /** Tokens of one pass without gradients: enough to keep a processor busy. */
  private static final int TOGETHER = 4096;

  private final ComputedFeatures computed;
  private final long limit;
  private final FeatureLayout layout;
  private final boolean[] known;
  private int vectorBytes;
  private FeatureStore store; // from the first block on, which tells the size of a vector

  /**
   * @param computed of a set whose lengths are numbers of tokens, and whose inputs are the same
   *     every time
   * @param limit bytes that are kept in memory; more go to a file
   */
  KeptFeatures(ComputedFeatures computed, long limit) {
    this(computed, limit, TOGETHER);
  }

  KeptFeatures(ComputedFeatures computed, long limit, int together) {
    this.computed = computed;
    this.limit = limit;
    TrainingSet set = computed.set();
    int[] lengths = IntStream.range(0, set.size()).map(set::length).toArray();
    this.layout = new FeatureLayout(lengths, together, computed.arePooled());
    this.known = new boolean[layout.blocks()];
  }

  @Override
  public NDArray of(NDManager to, int[] rows) {
    for (int row : rows) {
      int block = layout.block(row);
      if (!known[block]) {
        compute(layout.rows(block));
        known[block] = true;
      }
    }
    return DeviceArrays.of(to, host -> padded(host, rows));
  }

  /** What is kept of some rows, with zeros for padding, in libtorch's own memory. */
  private NDArray padded(NDManager host, int[] rows) {
    int longest = IntStream.of(rows).map(layout::vectors).max().orElseThrow();
    long width = vectorBytes / Float.BYTES;
    NDArray array =
        host.zeros(
            computed.arePooled()
                ? new Shape(rows.length, width)
                : new Shape(rows.length, longest, width));
    ByteBuffer memory = array.toByteBuffer(true);
    for (int i = 0; i < rows.length; i++) {
      int begin = i * longest * vectorBytes;
      store.read(place(rows[i]), memory.slice(begin, layout.vectors(rows[i]) * vectorBytes));
    }
    return array;
  }

  private void compute(int[] rows) {
    try (NDManager scope = computed.manager().newSubManager()) {
      NDArray features = computed.of(scope, rows);
      open(features.getShape().getLastDimension());
      ByteBuffer padded = HostMemory.of(features);
      int stride = padded.remaining() / rows.length;
      for (int i = 0; i < rows.length; i++) {
        int size = layout.vectors(rows[i]) * vectorBytes;
        store.write(place(rows[i]), padded.slice(i * stride, size));
      }
    }
  }

  private long place(int row) {
    return layout.first(row) * vectorBytes;
  }

  private void open(long width) {
    if (store != null) {
      return;
    }
    vectorBytes = Math.toIntExact(width * Float.BYTES);
    long size = layout.total() * vectorBytes;
    boolean inMemory = size <= limit;
    store =
        inMemory
            ? new MemoryStore(computed.manager(), size)
            : new FileStore(FileStore.folder(), size);
    LOG.info(
        "The lowest {} layers are frozen and run without dropout: computed once a text ({} MB{}).",
        computed.layers(),
        Math.round(size / 1e6),
        inMemory ? "" : ", in a file in " + FileStore.folder());
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
