package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.train.TrainingOutcome.End;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/** What is not so fails, and the failure tells the numbers. */
@ClassifineTest
class TrainedAssertTest {

  private static Experiment experiment;
  private static Trained run;

  /** One training serves all tests: the experiment of the class. */
  @BeforeAll
  static void train(Experiment ofTheClass) {
    experiment = ofTheClass;
    run = experiment.train(Tickets.TRAIN, options -> options.labelSmoothing(0.1));
  }

  @Test
  void aNumberThatBreaksItsBoundIsToldWithTheRunsNumbers() {
    AssertionFailedError failure = fails(() -> assertThat(run).accuracy().isAtMost(0.5));
    String[] lines = failure.getMessage().split("\\R");
    assertEquals("run-1: eval_accuracy must be at most 0.5, but is 1.0.", lines[0]);
    assertEquals(
        "run-1 (single_label_classification, labels [billing, delivery]): completed after 20"
            + " steps, 10 epochs",
        lines[1]);
    assertTrue(lines[2].contains("eval_accuracy 1, eval_macro_f1 1"), lines[2]);
    assertEquals("  warnings: none", lines[3]);
    assertEquals(0.5, failure.getExpected().getValue());
    assertEquals(1.0, failure.getActual().getValue());
  }

  @Test
  void theOptionsMayNameWhatIsEvaluatedOn() {
    Trained held = experiment.train(Tickets.TRAIN, null, o -> o.evalFraction(0.25).epochs(1));
    assertThat(held).metric("eval_loss").isAbove(0);
    assertTrue(held.metric("eval_samples") < run.metric("eval_samples"));
    Trained none = experiment.train(Tickets.TRAIN, (Texts) null);
    assertThrows(UsageException.class, () -> none.metric("eval_loss"));
  }

  @Test
  void everyBoundHoldsAtItsEdgeOrNot() {
    double loss = run.metric("eval_loss");
    assertThat(run).metric("eval_loss").isAtLeast(loss).metric("loss").isAtMost(loss);
    assertThat(run).metric("loss").isCloseTo(loss + 1, 1.0000001);
    fails(() -> assertThat(run).metric("loss").isAbove(loss));
    fails(() -> assertThat(run).metric("loss").isBelow(loss));
    fails(() -> assertThat(run).metric("loss").isAtLeast(Math.nextUp(loss)));
    fails(() -> assertThat(run).metric("loss").isCloseTo(loss + 1, 0.999));
    NumberAssert notANumber = new NumberAssert(new TrainedAssert(run), "x", Double.NaN);
    fails(() -> notANumber.isAtLeast(0));
    fails(() -> notANumber.isAtMost(0));
    fails(() -> notANumber.isCloseTo(Double.NaN, 1));
  }

  @Test
  void whatWasPredictedIsTold() {
    String message =
        fails(() -> assertThat(run).predicts("my parcel is lost", "billing")).getMessage();
    assertTrue(
        message.startsWith(
            "run-1: \"my parcel is lost\" must be predicted as [billing], but is predicted as"
                + " [delivery] with {billing="),
        message);
    fails(() -> assertThat(run).probabilityOf("my parcel is lost", "delivery").isBelow(0.5));
    fails(() -> assertThat(run).recallOf("delivery").isBelow(1));
    fails(() -> assertThat(run).precisionOf("delivery").isBelow(1));
    fails(() -> assertThat(run).macroF1().isBelow(1));
  }

  @Test
  void warningsSmoothingAndTheEndAreTold() {
    fails(() -> assertThat(run).warnedOf("smoothing"));
    fails(() -> assertThat(run).hasSmoothing(0));
    assertEquals(
        "run-1: it must end as EARLY_STOPPED, but ended as COMPLETED.",
        fails(() -> assertThat(run).ended(End.EARLY_STOPPED))
            .getMessage()
            .lines()
            .findFirst()
            .orElseThrow());
  }

  @Test
  void weightsThatChangedAreNamed() {
    String message = fails(() -> assertThat(run).keptWeights("bert.pooler.*")).getMessage();
    assertTrue(
        message.startsWith(
            "run-1: bert.pooler.* must stay as they were, but 2 tensors (bert.pooler.dense.bias,"
                + " bert.pooler.dense.weight) changed."),
        message);
    fails(() -> assertThat(run).hasOtherWeightsThan(run));
  }

  @Test
  void aTrainingThatDependsOnChanceIsNotReproducible() {
    Random chance = new Random(1);
    Trained other =
        experiment.train(Tickets.TRAIN, options -> options.epochs(1).seed(chance.nextInt(1000)));
    String message = fails(() -> assertThat(other).isReproducible()).getMessage();
    assertTrue(message.contains("bit for bit, but"), message);
  }

  @Test
  void aRunIsNotFasterThanItself() {
    String message = fails(() -> assertThat(run).learnedFasterThan(run)).getMessage();
    assertTrue(message.contains("the mean height of the eval_loss curve must be below"), message);
  }

  @Test
  void runsThatWereMeasuredOtherwiseAreNotCompared() {
    Trained shorter = experiment.train(Tickets.TRAIN, options -> options.epochs(2));
    assertEquals(
        "run-1 and %s cannot be compared: the steps of evaluation are [2, 4, 6, 8, 10, 12, 14, 16,"
                .formatted(shorter.name())
            + " 18, 20] and [2, 4]. Runs that are compared must be evaluated on the same rows after"
            + " the same steps: give both the same texts, batch size and epochs.",
        refused(() -> assertThat(run).learnedFasterThan(shorter)));
    Trained elsewhere =
        experiment.train(
            Tickets.TRAIN, Texts.of("refund", "billing"), options -> options.epochs(2));
    String message = refused(() -> assertThat(shorter).learnedFasterThan(elsewhere));
    assertTrue(message.contains("they were evaluated on different rows"), message);
  }

  @Test
  void questionsWithoutAnAnswerAreRefused() {
    assertTrue(
        refused(() -> assertThat(run).metric("eval_bleu")).contains("eval_macro_f1"), "the names");
    assertTrue(refused(() -> assertThat(run).recallOf("other")).contains("[billing, delivery]"));
    assertTrue(refused(() -> assertThat(run).probabilityOf("x", "other")).contains("\"other\""));
    assertTrue(refused(() -> assertThat(run).numberFor("x")).contains("predicts no single number"));
    assertTrue(refused(() -> assertThat(run).keptWeights("bert.nothing")).contains("matches none"));
    assertTrue(refused(() -> run.goOn()).contains("was not interrupted"));
    Trained blind = experiment.train(Tickets.TRAIN, o -> o.eval(null).epochs(1));
    assertTrue(refused(() -> blind.scoresOf("billing")).contains("one of []"));
  }

  private static AssertionFailedError fails(Executable assertion) {
    return assertThrows(AssertionFailedError.class, assertion);
  }

  private static String refused(Executable assertion) {
    return assertThrows(UsageException.class, assertion).getMessage();
  }
}
