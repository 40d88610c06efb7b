package dev.classifine;

import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.train.ParallelInference.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Classifies rows as they come, a chunk at a time. While one is computed the next is read and
 * tokenised and the one before is handed out, so that the computing threads always have batches;
 * there are never more than four chunks in memory.
 */
final class PredictionStream {

  /** Chunks that are computed at a time. */
  private static final int AHEAD = 2;

  /** Rows whose logits are being computed. */
  private record Chunk(List<Example> rows, Running running) {}

  /** Makes predictions of logits. */
  @FunctionalInterface
  interface Decider {
    /**
     * A row's prediction.
     *
     * @throws ClassifineException if the logits are not finite
     */
    Prediction decide(Example example, float[] logits);
  }

  private final Function<List<Example>, Running> model;
  private final Decider decider;
  private final PredictionConsumer consumer;
  private final Deque<Chunk> chunks = new ArrayDeque<>();

  /**
   * @param model tokenises rows and begins to compute their logits
   */
  PredictionStream(
      Function<List<Example>, Running> model, Decider decider, PredictionConsumer consumer) {
    this.model = model;
    this.decider = decider;
    this.consumer = consumer;
  }

  /**
   * Classifies all rows. Those before one that cannot be read, or has no prediction, are handed out
   * and flushed before its error is thrown.
   *
   * @param patience how long a row waits for others of its chunk
   */
  void run(Iterator<Example> examples, Duration patience) throws IOException {
    try (ReadAhead rows = new ReadAhead(examples, patience)) {
      boolean fills = patience.compareTo(TextClassifier.UNTIL_FULL) >= 0;
      while (!chunks.isEmpty() || begin(rows.next(true))) {
        if (chunks.size() < AHEAD) {
          begin(rows.next(fills));
        }
        Chunk first = chunks.peek();
        LogitMatrix logits = first.running().await();
        chunks.remove();
        begin(rows.next(false)); // so that the threads have work while this one writes
        handOut(first.rows(), logits);
      }
      rows.check();
    } finally {
      chunks.forEach(chunk -> chunk.running().cancel());
    }
  }

  private boolean begin(List<Example> rows) {
    return !rows.isEmpty() && chunks.add(new Chunk(rows, model.apply(rows)));
  }

  private void handOut(List<Example> rows, LogitMatrix logits) throws IOException {
    for (int i = 0; i < rows.size(); i++) {
      consumer.accept(rows.get(i), decide(rows.get(i), logits.row(i)));
    }
    consumer.flush();
  }

  /** A row's prediction; where there is none, those before it reach their reader first. */
  private Prediction decide(Example row, float[] logits) {
    try {
      return decider.decide(row, logits);
    } catch (ClassifineException e) {
      try {
        consumer.flush();
      } catch (IOException | RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }
}
