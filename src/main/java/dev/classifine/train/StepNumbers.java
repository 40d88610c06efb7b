package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A step's loss and gradient norm, which stay on the device until they are read: only reading waits
 * for what was asked of the device.
 */
final class StepNumbers implements AutoCloseable {

  private final NDManager manager; // null where nothing is on the device
  private final NDArray loss;
  private final NDArray norm;
  private StepResult result = StepResult.NOT_KNOWN;

  private StepNumbers(NDManager manager, NDArray loss, NDArray norm) {
    this.manager = manager;
    this.loss = loss;
    this.norm = norm;
  }

  /**
   * Numbers on a device.
   *
   * @param parent the manager of the arrays, which outlives the step
   * @param loss a scalar
   * @param norm a scalar
   */
  static StepNumbers of(NDManager parent, NDArray loss, NDArray norm) {
    NDManager own = parent.newSubManager(); // what DJL makes of an array to read it goes there, too
    loss.attach(own);
    norm.attach(own);
    return new StepNumbers(own, loss, norm);
  }

  /** Of a step whose effective batch weighs nothing. */
  static StepNumbers nothingToLearn() {
    StepNumbers numbers = new StepNumbers(null, null, null);
    numbers.result = StepResult.NOTHING_TO_LEARN;
    return numbers;
  }

  /** Reads them, waiting for the device, and frees what they took there; to be called once. */
  StepResult read() {
    if (manager != null) {
      result = new StepResult(loss.getFloat(), norm.getFloat(), true);
      manager.close();
    }
    return result;
  }

  /** What was read; {@link StepResult#NOT_KNOWN} before. */
  StepResult result() {
    return result;
  }

  /** Frees what they take on the device. */
  @Override
  public void close() {
    if (manager != null) {
      manager.close();
    }
  }
}
