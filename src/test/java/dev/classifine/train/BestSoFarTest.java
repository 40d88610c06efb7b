package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The best evaluation and the patience, by sequences worked out by hand. */
class BestSoFarTest {

  @Test
  void greaterValuesAreBetterWhereTheyAre() {
    BestSoFar best = new BestSoFar(true, 0, 0);
    assertFalse(best.exists());
    assertTrue(best.note(0.5, 10));
    assertFalse(best.note(0.5, 20), "equal is not better: the earlier one stays");
    assertTrue(best.note(0.6, 30));
    assertFalse(best.note(0.4, 40));
    assertEquals(30, best.state().step());
    assertEquals(0.6, best.state().value());
    assertFalse(best.isExhausted(), "without a patience it never is");
  }

  @Test
  void smallerValuesAreBetterWhereTheyAre() {
    BestSoFar best = new BestSoFar(false, 0, 0);
    best.note(0.5, 1);
    assertTrue(best.note(0.4, 2));
    assertFalse(best.note(0.45, 3));
    assertEquals(2, best.state().step());
  }

  @Test
  void thePatienceCountsAgainstTheBestAndNotThePreviousOne() {
    // 0.7 is better than the 0.6 before it, but not than the best: it counts
    BestSoFar best = new BestSoFar(true, 2, 0);
    best.note(0.8, 1);
    best.note(0.6, 2);
    assertFalse(best.isExhausted());
    best.note(0.7, 3);
    assertTrue(best.isExhausted());
    assertEquals(1, best.state().step());
  }

  @Test
  void aBetterOneBeginsThePatienceAnew() {
    BestSoFar best = new BestSoFar(true, 2, 0);
    best.note(0.8, 1);
    best.note(0.7, 2);
    best.note(0.9, 3);
    best.note(0.8, 4);
    assertFalse(best.isExhausted());
    best.note(0.8, 5);
    assertTrue(best.isExhausted());
  }

  @Test
  void aGainWithinTheThresholdIsTheBestButCountsAgainstThePatience() {
    BestSoFar best = new BestSoFar(false, 1, 0.1);
    best.note(1.0, 1);
    assertTrue(best.note(0.95, 2));
    assertTrue(best.isExhausted());
    assertEquals(2, best.state().step());
  }

  @Test
  void whatIsNotFiniteIsNeverBetter() {
    BestSoFar best = new BestSoFar(false, 2, 0);
    assertFalse(best.note(Double.NaN, 1));
    assertFalse(best.note(Double.NEGATIVE_INFINITY, 2));
    assertFalse(best.exists());
    assertTrue(best.isExhausted());
    assertTrue(best.note(3, 3));
    assertFalse(best.note(Double.NaN, 4));
    assertFalse(best.note(Double.NEGATIVE_INFINITY, 5));
    assertEquals(3, best.state().value());
  }

  @Test
  void aStateIsTakenUp() {
    BestSoFar first = new BestSoFar(true, 3, 0);
    first.note(0.8, 1);
    first.note(0.7, 2);
    BestSoFar second = new BestSoFar(true, 2, 0);
    second.restore(first.state());
    second.note(0.7, 3);
    assertTrue(second.isExhausted());
    assertEquals(1, second.state().step());
  }
}
