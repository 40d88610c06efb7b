package dev.classifine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A process that ends while threads classify, and whose own shutdown hook closes the batcher and
 * the classifier, as an application's framework does.
 */
final class EndedUse {

  static final int CODE = 7;
  static final String CLOSED = "answered and closed";

  private static final int TEXTS = 100;

  private EndedUse() {}

  /**
   * Runs until it is within its work.
   *
   * @param args the checkpoint
   */
  public static void main(String[] args) throws InterruptedException {
    InferenceOptions one = InferenceOptions.DEFAULTS.withDevice("cpu").withWorkers(1);
    TextClassifier classifier = TextClassifier.load(args[0], one.withBatchSize(1));
    MicroBatcher batcher = new MicroBatcher(classifier, MicroBatchOptions.DEFAULTS);
    List<CompletableFuture<Prediction>> results = new ArrayList<>();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  batcher.close();
                  classifier.close();
                  results.forEach(CompletableFuture::join);
                  System.out.println(CLOSED);
                }));
    CountDownLatch working = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      new Thread(() -> use(classifier, working)).start();
    }
    working.await();
    for (int i = 0; i < TEXTS; i++) {
      results.add(batcher.submit("what is it ?"));
    }
    System.exit(CODE);
  }

  private static void use(TextClassifier classifier, CountDownLatch working) {
    List<String> texts = List.of("who was it ?", "what", "who is who ?", "what city is it ?");
    try {
      while (true) {
        classifier.classify(texts);
        working.countDown();
      }
    } catch (IllegalStateException e) {
      // A CancellationException, since the process ends; or the hook closed the classifier before.
    }
  }
}
