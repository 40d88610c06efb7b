package dev.classifine;

import dev.classifine.data.Example;
import java.util.concurrent.CompletableFuture;

/**
 * A text that waits to be classified.
 *
 * @param since {@link System#nanoTime} when it was handed over
 */
record PendingText(Example example, CompletableFuture<Prediction> result, long since) {}
