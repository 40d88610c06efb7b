package dev.classifine;

import dev.classifine.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies texts of many callers together, which takes less time than one after the other. A
 * thread of its own takes what waits, up to a batch, and classifies it; what comes meanwhile is the
 * next batch. Callers get futures, or wait; what follows a future, where it is not asynchronous, is
 * done in that thread, and others wait for it.
 *
 * <p>An error reaches only the caller whose text caused it: where a batch fails, its halves are
 * classified on their own, down to the text alone.
 *
 * <p>Where the process is ended by a signal or {@code System.exit}, what was handed over before is
 * classified first, for at most 30 seconds; so what follows a prediction in the batcher's own
 * thread should not end the process, which would wait for itself.
 */
public final class MicroBatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MicroBatcher.class);

  private static final int LONGEST_END_SECONDS = 30;

  private final TextClassifier classifier;
  private final PendingTexts pending;
  private final Thread thread = new Thread(this::work, "classifine-batcher");
  private final Runnable notBeforeExit;

  /**
   * Starts.
   *
   * @param classifier not closed here; it must outlive this
   */
  public MicroBatcher(TextClassifier classifier, MicroBatchOptions options) {
    this.classifier = classifier;
    this.pending = new PendingTexts(options);
    thread.setDaemon(true); // a batcher that was not closed does not keep a process alive
    thread.start();
    this.notBeforeExit = classifier.beforeExit(this::finish);
  }

  /** {@link #submit(List)} of one text. */
  public CompletableFuture<Prediction> submit(String text) {
    return submit(text, null);
  }

  /**
   * {@link #submit(List)} of one text or pair.
   *
   * @param textPair the second text, or null
   */
  public CompletableFuture<Prediction> submit(String text, String textPair) {
    return submit(List.of(new Example(text, textPair, null, 0))).get(0);
  }

  /**
   * Hands texts over: all, or where they are too many none. A future that is cancelled before its
   * text is being classified saves the work.
   *
   * @return a prediction for each, in their order. Where one fails it is told with the exception
   *     that {@link TextClassifier#classify(String)} throws for its text, named by its place in the
   *     list
   * @throws RejectedExecutionException if more texts would wait than may; nothing was handed over
   * @throws IllegalStateException if it was closed
   */
  public List<CompletableFuture<Prediction>> submit(List<Example> texts) {
    List<PendingText> added =
        IntStream.range(0, texts.size())
            .mapToObj(
                i -> {
                  Objects.requireNonNull(texts.get(i).text(), "text");
                  return new PendingText(texts.get(i), i);
                })
            .toList();
    pending.add(added);
    return added.stream().map(PendingText::result).toList();
  }

  /**
   * Classifies a text, and waits for it.
   *
   * @throws dev.classifine.error.ClassifineException as {@link TextClassifier#classify(String)}
   * @throws InterruptedException if the thread is interrupted while it waits; the text is given up
   * @throws RejectedExecutionException as {@link #submit(List)}
   * @throws IllegalStateException if it was closed
   */
  public Prediction classify(String text) throws InterruptedException {
    return classify(List.of(new Example(text, null, null, 0))).get(0);
  }

  /**
   * Classifies texts or pairs, and waits for all of them. Where one fails its exception is thrown,
   * the first one's where several do, and the others are given up.
   *
   * @throws dev.classifine.error.ClassifineException as {@link TextClassifier#classify(String)}
   * @throws InterruptedException if the thread is interrupted while it waits; the texts are given
   *     up
   * @throws RejectedExecutionException as {@link #submit(List)}
   * @throws IllegalStateException if it was closed
   */
  public List<Prediction> classify(List<Example> texts) throws InterruptedException {
    List<CompletableFuture<Prediction>> results = submit(texts);
    try {
      List<Prediction> predictions = new ArrayList<>();
      for (CompletableFuture<Prediction> result : results) {
        predictions.add(result.get());
      }
      return predictions;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } finally {
      results.forEach(result -> result.cancel(false)); // those that are done stay as they are
    }
  }

  /** How many texts wait for their turn. */
  public int waiting() {
    return pending.size();
  }

  /** From here on no text waits for others, whatever the options say. */
  public void hurry() {
    pending.hurry();
  }

  /** Waits, but not for ever, until what was handed over so far is classified or given up. */
  private void finish() {
    pending.hurry();
    CompletableFuture.allOf(pending.unfinished().toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, LONGEST_END_SECONDS, TimeUnit.SECONDS)
        .handle((none, error) -> none)
        .join();
  }

  private void work() {
    for (List<PendingText> batch = pending.take(); !batch.isEmpty(); batch = pending.take()) {
      long now = System.nanoTime();
      classify(batch, batch.stream().mapToLong(text -> now - text.since()).sum());
    }
  }

  private void classify(List<PendingText> batch, long waited) {
    try {
      List<Example> examples = batch.stream().map(PendingText::example).toList();
      Callers callers = new Callers(i -> batch.get(i).index(), waited);
      List<Prediction> predictions = classifier.classifyTogether(examples, callers);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result().complete(predictions.get(i));
      }
    } catch (RuntimeException | Error e) { // whatever it is, a caller waits for it
      if (batch.size() == 1) {
        batch.get(0).result().completeExceptionally(e);
        return;
      }
      LOG.debug("A batch of {} texts failed; its halves are classified alone.", batch.size(), e);
      int half = batch.size() / 2;
      classify(batch.subList(0, half), waited / 2);
      classify(batch.subList(half, batch.size()), waited - waited / 2);
    }
  }

  /**
   * Takes no more texts, and waits until those that wait are classified. Where the thread is
   * interrupted it waits all the same, and is interrupted afterwards.
   *
   * @throws IllegalStateException if what follows a prediction calls it in the batcher's own
   *     thread, which would wait for itself
   */
  @Override
  public void close() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException(
          "The batcher cannot be closed by what follows its own prediction. Close it elsewhere, or"
              + " use thenRunAsync.");
    }
    pending.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    notBeforeExit.run();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
