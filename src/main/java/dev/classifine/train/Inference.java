package dev.classifine.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.script.OutOfMemory;
import java.util.function.UnaryOperator;

/**
 * Runs a block over a set without gradients, rows of like length together so that little is padded.
 */
public final class Inference {

  /** Takes what a batch gave, while its arrays live. */
  @FunctionalInterface
  public interface BatchConsumer {
    /**
     * A batch was run.
     *
     * @param rows which rows of the set it holds
     * @param inputs the block's inputs
     * @param outputs the block's outputs, logits {@code [B, K]} first
     * @param logits the logits, row-major
     */
    void accept(int[] rows, NDList inputs, NDList outputs, float[] logits);
  }

  private Inference() {}

  /**
   * Runs all rows, the longest first: a batch that does not fit into memory fails at once.
   *
   * @param set the rows
   * @param labels K
   * @param limits of batches
   * @param manager the manager whose device is used; nothing stays attached to it
   * @param block inputs to outputs
   * @param consumer hears of each batch, in the order in which they run
   * @throws dev.classifine.error.ClassifineException if the device's memory does not hold a batch,
   *     or the block gives no logits for each row and label
   */
  public static void run(
      TrainingSet set,
      int labels,
      BatchLimits limits,
      NDManager manager,
      UnaryOperator<NDList> block,
      BatchConsumer consumer) {
    Turn.withoutGradients(
        () -> {
          for (int[] rows : limits.batches(set, 1)) {
            try (NDManager scope = manager.newSubManager()) {
              NDList inputs = set.inputs(scope, rows);
              NDList outputs = block.apply(inputs);
              NDArray logits = Logits.of(outputs, rows.length, labels);
              consumer.accept(rows, inputs, outputs, logits.toFloatArray());
            } catch (EngineException e) {
              throw tooLarge(rows.length, e);
            }
          }
          return null;
        });
  }

  static RuntimeException tooLarge(int rows, EngineException e) {
    return OutOfMemory.told(
        e,
        "The device's memory does not hold a pass without gradients over "
            + rows
            + (rows == 1 ? " row" : " rows"),
        rows == 1
            ? "Lower the maximal length."
            : "Lower the maximal length, or the batch size of evaluating and predicting.");
  }

  /**
   * The logits of all rows, in the order of the set.
   *
   * @param labels K
   * @param batchSize rows of a batch
   */
  public static LogitMatrix logits(
      TrainingSet set, int labels, int batchSize, NDManager manager, UnaryOperator<NDList> block) {
    LogitMatrix logits = new LogitMatrix(set.size(), labels);
    run(
        set,
        labels,
        BatchLimits.rows(batchSize),
        manager,
        block,
        (rows, inputs, outputs, flat) -> {
          for (int i = 0; i < rows.length; i++) {
            logits.set(rows[i], flat, i);
          }
        });
    return logits;
  }
}
