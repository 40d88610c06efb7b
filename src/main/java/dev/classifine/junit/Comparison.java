package dev.classifine.junit;

import dev.classifine.error.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Whether the evaluations of two runs can be compared. */
final class Comparison {

  /** The plain loss of the evaluations, which smoothing and weights leave alone. */
  static final String LOSS = "eval_loss";

  private Comparison() {}

  /**
   * @throws UsageException if something but the training differs
   */
  static void check(Trained run, Trained other) {
    same(run, other, "problem", run.result().problemType(), other.result().problemType());
    same(run, other, "labels", run.result().labels().names(), other.result().labels().names());
    same(run, other, "steps of evaluation", run.curve(LOSS).steps(), other.curve(LOSS).steps());
    try {
      if (Files.mismatch(run.evalFile(), other.evalFile()) >= 0) {
        throw incomparable(run, other, "they were evaluated on different rows");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void same(Trained run, Trained other, String what, Object one, Object two) {
    if (!one.equals(two)) {
      throw incomparable(run, other, "the %s are %s and %s".formatted(what, one, two));
    }
  }

  private static UsageException incomparable(Trained run, Trained other, String why) {
    return new UsageException(
        ("%s and %s cannot be compared: %s. Runs that are compared must be evaluated on the same"
                + " rows after the same steps: give both the same texts, batch size and epochs.")
            .formatted(run.name(), other.name(), why));
  }
}
