package dev.classifine.train;

import dev.classifine.optim.LayerFreezer;
import dev.classifine.optim.LearningRates;
import java.util.List;
import java.util.function.Supplier;

/**
 * The loop over epochs and steps. It decides when; the step, the evaluations, the log and the
 * checkpoints do the work.
 */
final class TrainingLoop {

  private final TrainingOptions options;
  private final TrainingSet set;
  private final RunState state;
  private final Parts parts;
  private final long total;
  private final long perEpoch;
  private final Control control;
  private boolean stopAsked;
  private long begin;
  private double rate;
  private Supplier<StepResult> result = () -> StepResult.NOT_KNOWN;

  /**
   * What the loop calls.
   *
   * @param saving null where no checkpoints are written
   */
  record Parts(
      StepRunner steps,
      GradientWatch gradients,
      LayerFreezer freezer,
      LearningRates rates,
      UnreadSteps unread,
      Evaluations evaluations,
      Saving saving,
      DjlNotifier notifier,
      List<TrainingCallback> callbacks,
      StopRequest stop) {}

  TrainingLoop(TrainingOptions options, TrainingSet set, RunState state, Parts parts) {
    this.options = options;
    this.set = set;
    this.state = state;
    this.parts = parts;
    this.control = new Control(state);
    this.total = options.totalSteps(set);
    this.perEpoch = options.stepsPerEpoch(set);
  }

  /** Runs the steps that are left. */
  void run() {
    begin = System.nanoTime();
    rate = parts.rates().learningRate(Math.max(0, state.step() - 1));
    parts.callbacks().forEach(callback -> callback.onBegin(total, control));
    stopAsked = parts.stop().isRequested();
    if (state.evaluationDue()) {
      afterStep();
    }
    while (!isOver()) {
      epoch(state.step() / perEpoch);
    }
    parts.unread().flush();
    logLast();
  }

  /** Whether a request ended the training before its last step. */
  boolean isInterrupted() {
    return stopAsked && (state.evaluationDue() || !isLast());
  }

  /** The place after the last step so far. */
  TrainingProgress progress() {
    return new TrainingProgress(
        state.step(),
        total,
        (double) state.step() / perEpoch,
        result,
        rate,
        state.examples(),
        state.earlier().seconds() + (System.nanoTime() - begin) / 1e9,
        state.earlier());
  }

  private boolean isOver() {
    return isLast() || stopAsked;
  }

  /** Whether no step follows the last one, unless more were asked for later. */
  private boolean isLast() {
    return state.step() >= total || state.isStopped() || state.best().isExhausted();
  }

  private void epoch(long epoch) {
    List<int[]> plan = EpochPlan.of(options, set, epoch);
    parts.freezer().begin(epoch);
    parts.steps().beginEpoch();
    parts.callbacks().forEach(callback -> callback.onEpochBegin(epoch));
    int next = (int) (state.step() % perEpoch);
    for (int[] rows : plan.subList(next, plan.size())) {
      if (isOver()) {
        return;
      }
      step(rows);
      afterStep();
    }
  }

  private void step(int[] rows) {
    rate = parts.rates().learningRate(state.step());
    parts.gradients().before(state.step() + 1, isEvaluatedAt(state.step() + 1));
    StepNumbers numbers = parts.steps().run(rows, rate);
    state.stepped(rows.length);
    result = parts.unread().add(new UnreadSteps.Step(numbers, state.step(), rows, rate));
    boolean logged = options.logging().isDue(state.step(), perEpoch, total);
    if (logged) {
      parts.unread().flush();
    }
    TrainingProgress progress = progress();
    parts.callbacks().forEach(callback -> callback.onStep(progress));
    parts.unread().note(); // what callbacks asked for
    if (logged || isLast()) {
      parts.unread().flush();
      state.log().training(progress);
    }
  }

  /** What is due between two steps, or was when the training was cut. */
  private void afterStep() {
    try {
      state.evaluationDue(isEvaluationDue());
      if (state.evaluationDue()) {
        parts.unread().flush();
        evaluate();
      }
      if (state.step() % perEpoch == 0 || isLast()) {
        parts.unread().flush();
        parts.steps().endEpoch();
        parts.notifier().epoch();
        parts.callbacks().forEach(callback -> callback.onEpochEnd(progress()));
      }
    } catch (EvaluationCut cut) {
      // evaluationDue stands; the checkpoint that follows keeps it
    }
    logLast();
    stopAsked = parts.stop().isRequested(); // one answer for whether to save and whether to go on
    save();
  }

  private void evaluate() {
    TrainingProgress progress = progress();
    Evaluations.Reports reports;
    try {
      reports = parts.evaluations().make();
    } catch (EvaluationCut cut) {
      throw cut;
    } catch (RuntimeException | Error e) { // also where Java's memory is full
      if (parts.saving() != null) {
        parts.saving().rescue(progress, e); // from which it goes on with this evaluation
      }
      throw e;
    }
    parts.evaluations().note(reports, progress);
    state.evaluationDue(false);
  }

  /** What follows its last step may end a training, whose losses are then not logged yet. */
  private void logLast() {
    if (isLast() && !state.evaluationDue() && state.log().isPending()) {
      state.log().training(progress());
    }
  }

  private boolean isEvaluationDue() {
    boolean asked = control.takeEvaluate();
    return parts.evaluations().areOn()
        && (state.evaluationDue() || asked || isLast() || isEvaluatedAt(state.step()));
  }

  private boolean isEvaluatedAt(long step) {
    return parts.evaluations().areOn()
        && (step >= total || options.evaluation().cadence().isDue(step, perEpoch, total));
  }

  private void save() {
    boolean asked = control.takeSave();
    if (parts.saving() != null
        && (asked || isInterrupted() || parts.saving().isDue(state.step(), perEpoch, total))) {
      parts.unread().flush();
      parts.saving().save(progress());
    }
  }
}
