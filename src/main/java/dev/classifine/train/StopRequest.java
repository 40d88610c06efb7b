package dev.classifine.train;

/**
 * Asks a training from another thread, as a signal handler's, to save a checkpoint and end. It ends
 * after the step that runs, or within an evaluation.
 */
public final class StopRequest {

  private volatile boolean begun;
  private volatile boolean requested;

  /** Asks; returns at once. */
  public void request() {
    requested = true;
  }

  /** Whether a training was asked to end. */
  public boolean isRequested() {
    return requested;
  }

  /** Whether a training has begun that looks at the request. */
  public boolean hasBegun() {
    return begun;
  }

  /** Tells that something has begun that looks at the request: a training, or several. */
  public void begin() {
    begun = true;
  }
}
