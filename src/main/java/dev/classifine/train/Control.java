package dev.classifine.train;

/** What callbacks asked for after the current step. */
final class Control implements TrainingControl {

  private boolean stopped;
  private boolean evaluate;
  private boolean save;

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void evaluate() {
    evaluate = true;
  }

  @Override
  public void save() {
    save = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether an evaluation was asked for; asked once. */
  boolean takeEvaluate() {
    boolean asked = evaluate;
    evaluate = false;
    return asked;
  }

  /** Whether a checkpoint was asked for; asked once. */
  boolean takeSave() {
    boolean asked = save;
    save = false;
    return asked;
  }
}
