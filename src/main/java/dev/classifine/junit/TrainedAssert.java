package dev.classifine.junit;

import dev.classifine.Prediction;
import dev.classifine.error.UsageException;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.TrainingOutcome.End;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/**
 * Says what must have come of a training. A failure tells what was expected, what was found, and
 * the run's other numbers. {@link UsageException} says that a question has no answer: there is no
 * such metric, or two runs cannot be compared.
 */
public final class TrainedAssert {

  private final Trained run;

  TrainedAssert(Trained run) {
    this.run = run;
  }

  /** The share of rows of the last evaluation that are right. */
  public NumberAssert accuracy() {
    return metric("eval_accuracy");
  }

  /** The mean of the labels' F1 in the last evaluation. */
  public NumberAssert macroF1() {
    return metric("eval_macro_f1");
  }

  /** A number of the run's results; see {@link Trained#metric}. */
  public NumberAssert metric(String name) {
    return number(name, run.metric(name));
  }

  /** The share of a label's rows that are found; see {@link Trained#scoresOf}. */
  public NumberAssert recallOf(String label) {
    return number("recall of \"" + label + "\"", run.scoresOf(label).recall());
  }

  /** The share of predictions of a label that are right; see {@link Trained#scoresOf}. */
  public NumberAssert precisionOf(String label) {
    return number("precision of \"" + label + "\"", run.scoresOf(label).precision());
  }

  /**
   * The probability that the classifier gives a label for a text.
   *
   * @throws UsageException if there is no such label, or it is a regression
   */
  public NumberAssert probabilityOf(String text, String label) {
    Prediction prediction = run.predict(text);
    if (prediction.problemType() == ProblemType.REGRESSION
        || !prediction.scores().containsKey(label)) {
      throw new UsageException(
          run.name()
              + ": has no probability of \""
              + label
              + "\". It must be a label of a classification, and this is "
              + prediction.problemType().title()
              + " with "
              + prediction.scores().keySet()
              + ".");
    }
    return number(
        "the probability of \"%s\" for \"%s\"".formatted(label, text), prediction.score(label));
  }

  /**
   * The number that a regression predicts for a text.
   *
   * @throws UsageException if it is no regression of one number
   */
  public NumberAssert numberFor(String text) {
    Prediction prediction = run.predict(text);
    if (prediction.problemType() != ProblemType.REGRESSION || prediction.scores().size() != 1) {
      throw new UsageException(
          run.name()
              + ": predicts no single number, but "
              + prediction.problemType().title()
              + " with "
              + prediction.scores().keySet()
              + ". Ask for probabilityOf or predicts.");
    }
    return number(
        "the number for \"" + text + "\"", prediction.scores().values().iterator().next());
  }

  /**
   * The labels that are decided for a text are these: one in a single-label problem, any number in
   * a multi-label one, in any order.
   */
  public TrainedAssert predicts(String text, String... labels) {
    List<String> found = run.predict(text).labels();
    return check(
        Set.copyOf(found).equals(Set.of(labels)),
        "\"%s\" must be predicted as %s, but is predicted as %s with %s"
            .formatted(text, List.of(labels), found, run.predict(text).scores()),
        List.of(labels),
        found);
  }

  /**
   * It learned faster than another run: the mean height of its {@code eval_loss} curve ({@link
   * MetricCurve#mean}) is smaller. {@code eval_loss} is the plain loss, whatever the training loss
   * was, so that runs with and without label smoothing or weights compare.
   *
   * @throws UsageException if the two were not evaluated after the same steps, on the same rows,
   *     for the same labels and problem
   */
  public TrainedAssert learnedFasterThan(Trained other) {
    Comparison.check(run, other);
    double mean = run.curve(Comparison.LOSS).mean();
    double otherMean = other.curve(Comparison.LOSS).mean();
    return check(
        mean < otherMean,
        "the mean height of the eval_loss curve must be below the %s of %s, but is %s"
            .formatted(otherMean, other.name(), mean),
        otherMean,
        mean);
  }

  /** The same training, done again in a new folder, gives the same weights bit for bit. */
  public TrainedAssert isReproducible() {
    return hasSameWeightsAs(run.again());
  }

  /** All weights are those of another run, bit for bit. */
  public TrainedAssert hasSameWeightsAs(Trained other) {
    List<String> differing = run.weights().differing(other.weights());
    return check(
        differing.isEmpty(),
        "the weights must be those of %s bit for bit, but %s differ"
            .formatted(other.name(), SavedWeights.shown(differing)),
        List.of(),
        differing);
  }

  /** Some weights are others than those of another run. */
  public TrainedAssert hasOtherWeightsThan(Trained other) {
    return check(
        !run.weights().differing(other.weights()).isEmpty(),
        "some weights must differ from those of %s, but all are the same bit for bit"
            .formatted(other.name()),
        "other weights",
        "the same weights");
  }

  /**
   * Some weights are, bit for bit, those of the checkpoint that it began with.
   *
   * @param pattern their names: {@code *} stands for any characters, dots included
   * @throws UsageException if no name matches
   */
  public TrainedAssert keptWeights(String pattern) {
    SavedWeights start = SavedWeights.of(run.start());
    Pattern names = Pattern.compile("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E");
    if (start.tensors().keySet().stream().noneMatch(name -> names.matcher(name).matches())) {
      throw new UsageException(
          "The pattern \""
              + pattern
              + "\" matches none of "
              + SavedWeights.shown(start.tensors().keySet())
              + " of the checkpoint that the run began with. It must match whole names.");
    }
    List<String> changed =
        run.weights().differing(start).stream()
            .filter(name -> names.matcher(name).matches())
            .toList();
    return check(
        changed.isEmpty(),
        "%s must stay as they were, but %s changed".formatted(pattern, SavedWeights.shown(changed)),
        List.of(),
        changed);
  }

  /** A warning holds this text, upper and lower case alike. */
  public TrainedAssert warnedOf(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return check(
        run.warnings().stream().anyMatch(w -> w.toLowerCase(Locale.ROOT).contains(wanted)),
        "a warning must speak of \"" + text + "\", but none does",
        text,
        run.warnings());
  }

  /** Nothing was warned of. */
  public TrainedAssert warnedOfNothing() {
    return check(run.warnings().isEmpty(), "there must be no warning", List.of(), run.warnings());
  }

  /** The label smoothing that was in effect, whatever was asked for; 0 for none. */
  public TrainedAssert hasSmoothing(double factor) {
    LabelSmoothing found = run.outcome().smoothingInEffect();
    return check(
        found.factor() == factor,
        "the label smoothing in effect must be %s, but is %s".formatted(factor, found.factor()),
        factor,
        found.factor());
  }

  /** It ended in this way. */
  public TrainedAssert ended(End how) {
    End found = run.outcome().end();
    return check(
        found == how, "it must end as %s, but ended as %s".formatted(how, found), how, found);
  }

  /**
   * Fails unless something holds.
   *
   * @throws AssertionFailedError with the message and the run's numbers
   */
  TrainedAssert check(boolean holds, String message, Object expected, Object found) {
    if (!holds) {
      throw new AssertionFailedError(run.name() + ": " + message + ".\n" + run, expected, found);
    }
    return this;
  }

  private NumberAssert number(String name, double value) {
    return new NumberAssert(this, name, value);
  }
}
