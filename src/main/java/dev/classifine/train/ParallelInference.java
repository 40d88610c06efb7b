package dev.classifine.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.script.PassPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Runs a block over sets without gradients, the batches of a set side by side in a pool. Several
 * threads may ask at once: their batches share the pool.
 */
public final class ParallelInference {

  /** The logits of a set, which are being computed. */
  public final class Running {

    private final LogitMatrix logits;
    private final List<Future<?>> passes = new ArrayList<>();

    private Running(TrainingSet set, List<int[]> batches) {
      this.logits = new LogitMatrix(set.size(), labels);
      batches.forEach(rows -> passes.add(pool.submit(() -> pass(set, rows, logits))));
    }

    /** How many batches there are. */
    public int batches() {
      return passes.size();
    }

    /**
     * Waits for the last batch.
     *
     * @return the logits in the order of the set
     * @throws dev.classifine.error.ClassifineException if the device's memory does not hold a
     *     batch; the others are not begun
     */
    public LogitMatrix await() {
      try {
        passes.forEach(PassPool::result);
      } catch (RuntimeException e) {
        cancel();
        throw e;
      }
      return logits;
    }

    /** Gives up the batches that have not begun. */
    public void cancel() {
      passes.forEach(pass -> pass.cancel(false));
    }
  }

  private final PassPool pool;
  private final NDManager manager;
  private final UnaryOperator<NDList> block;
  private final int labels;

  /**
   * @param pool where batches run; not closed here
   * @param manager the manager whose device is used; nothing stays attached to it
   * @param block inputs to logits {@code [B, K]}; several threads call it at once
   * @param labels K
   */
  public ParallelInference(
      PassPool pool, NDManager manager, UnaryOperator<NDList> block, int labels) {
    this.pool = pool;
    this.manager = manager;
    this.block = block;
    this.labels = labels;
  }

  /**
   * Begins with a set, in the threads of the pool.
   *
   * @param set asked by several threads at once, as sets of texts may be
   * @return to be awaited or cancelled
   */
  public Running begin(TrainingSet set, BatchLimits limits) {
    return new Running(set, limits.batches(set, pool.size()));
  }

  /**
   * The logits of a set, in its order. A single batch is computed by the calling thread where
   * nothing else is computed.
   *
   * @param set as for {@link #begin}
   * @throws dev.classifine.error.ClassifineException as {@link Running#await}
   */
  public LogitMatrix logits(TrainingSet set, BatchLimits limits) {
    List<int[]> batches = limits.batches(set, pool.size());
    if (batches.size() != 1) {
      return new Running(set, batches).await();
    }
    LogitMatrix logits = new LogitMatrix(set.size(), labels);
    pool.run(() -> pass(set, batches.get(0), logits));
    return logits;
  }

  /** Batches write rows of their own. */
  private Void pass(TrainingSet set, int[] rows, LogitMatrix logits) {
    return Turn.withoutGradients(
        () -> {
          try (NDManager scope = manager.newSubManager()) {
            NDList outputs = block.apply(set.inputs(scope, rows));
            float[] flat = Logits.of(outputs, rows.length, labels).toFloatArray();
            for (int i = 0; i < rows.length; i++) {
              logits.set(rows[i], flat, i);
            }
            return null;
          } catch (EngineException e) {
            throw Inference.tooLarge(rows.length, e);
          }
        });
  }
}
