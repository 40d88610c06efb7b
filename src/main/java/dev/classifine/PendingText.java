package dev.classifine;

import dev.classifine.data.Example;
import java.util.concurrent.CompletableFuture;

/**
 * A text that waits to be classified.
 *
 * @param index its place among the texts that it was handed over with, from 0
 * @param since {@link System#nanoTime} when it was handed over
 */
record PendingText(Example example, int index, CompletableFuture<Prediction> result, long since) {

  /** A text that is handed over now. */
  PendingText(Example example, int index) {
    this(example, index, new CompletableFuture<>(), System.nanoTime());
  }
}
