package dev.classifine.train;

/** What callbacks asked for after the current step. */
final class Control implements TrainingControl {

  private final RunState state;
  private boolean evaluate;
  private boolean save;

  Control(RunState state) {
    this.state = state;
  }

  @Override
  public void stop() {
    state.stop();
  }

  @Override
  public void evaluate() {
    evaluate = true;
  }

  @Override
  public void save() {
    save = true;
  }

  @Override
  public long bestStep() {
    return state.best().state().step();
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
