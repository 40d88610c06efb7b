package dev.classifine.train;

/**
 * Asks a training from another thread, as a signal handler's, to save a checkpoint and end. It ends
 * after the step that runs, or within an evaluation.
 */
public final class StopRequest {

  private static final String TRAINING =
      "stopping after this step; a checkpoint is being saved ...";

  private volatile String announcement; // from when something has begun that looks at the request
  private volatile boolean requested;

  /** Asks; returns at once. */
  public synchronized void request() {
    requested = true;
    notifyAll();
  }

  /** Waits until something asks. */
  public synchronized void await() throws InterruptedException {
    while (!requested) {
      wait();
    }
  }

  /** Whether a training was asked to end. */
  public boolean isRequested() {
    return requested;
  }

  /** Whether a training, or something else, has begun that looks at the request. */
  public boolean hasBegun() {
    return announcement != null;
  }

  /** Tells that something has begun that looks at the request: a training, or several. */
  public void begin() {
    begin(TRAINING);
  }

  /**
   * Tells that something else than a training has begun that looks at the request.
   *
   * @param whatFollows a request, in words for the person who asks
   */
  public void begin(String whatFollows) {
    announcement = whatFollows;
  }

  /** What follows a request, once something has begun. */
  public String announcement() {
    return announcement;
  }
}
