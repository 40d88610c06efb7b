package dev.classifine.train;

/** Leaves an evaluation because the training was asked to end; it is made when it goes on. */
final class EvaluationCut extends RuntimeException {

  private static final long serialVersionUID = 1;

  EvaluationCut() {
    super("the evaluation was cut", null, false, false);
  }
}
