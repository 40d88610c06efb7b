package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which trials each way of searching makes. */
class SearchMethodTest {

  private static final SearchSpace RATES =
      SearchSpace.builder()
          .logUniform("learning-rate", 1e-5, 1e-3)
          .choices("batch-size", 8, 16, 32)
          .build();
  private static final SearchSpace SIX =
      SearchSpace.builder()
          .choices("scheduler", "linear", "cosine")
          .choices("batch-size", 8, 16, 32)
          .build();

  @Test
  void theLastOptionOfAGridChangesFastest() {
    List<Trial> trials = new GridSearch().first(SIX);
    assertEquals(
        List.of(
            "{scheduler=linear, batch-size=8}",
            "{scheduler=linear, batch-size=16}",
            "{scheduler=linear, batch-size=32}",
            "{scheduler=cosine, batch-size=8}",
            "{scheduler=cosine, batch-size=16}",
            "{scheduler=cosine, batch-size=32}"),
        trials.stream().map(trial -> trial.values().toString()).toList());
    assertEquals("trial-001", trials.get(0).name());
    assertEquals("trial-006", trials.get(5).name());
  }

  @Test
  void aGridNeedsValues() {
    refused("learning-rate: a range has no values for a grid", () -> new GridSearch().first(RATES));
    SearchSpace large =
        SearchSpace.builder()
            .add(NumberRange.whole("seed", 1, 101).withStep(1))
            .add(NumberRange.whole("epochs", 1, 100).withStep(1))
            .build();
    refused("more than 10000 combinations", () -> new GridSearch().first(large));
  }

  @Test
  void aRandomSearchFollowsFromItsSeed() {
    assertEquals(random(20, 7, RATES), random(20, 7, RATES));
    assertNotEquals(random(20, 7, RATES), random(20, 8, RATES));
    assertEquals(20, new HashSet<>(random(20, 7, RATES)).size());
  }

  @Test
  void moreTrialsBeginTheSame() {
    assertEquals(random(5, 7, RATES), random(50, 7, RATES).subList(0, 5));
    assertEquals(random(4, 7, SIX), random(6, 7, SIX).subList(0, 4));
  }

  @Test
  void noCombinationIsDrawnTwiceAndTheSpaceEnds() {
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(6, new HashSet<>(random(6, seed, SIX)).size());
      assertEquals(6, random(20, seed, SIX).size());
    }
  }

  /** A range that holds three numbers only, as far as doubles tell. */
  @Test
  void aRangeThatIsAllDrawnEndsToo() {
    double next = Math.nextUp(1.0);
    SearchSpace narrow = SearchSpace.builder().uniform("rate", 1, Math.nextUp(next)).build();
    assertTrue(random(20, 1, narrow).size() <= 3);
  }

  private static List<Map<String, Object>> random(int trials, long seed, SearchSpace space) {
    return new RandomSearch(trials, seed).first(space).stream().map(Trial::values).toList();
  }

  /** Table 1 of Li et al. 2018 for R = 81 and eta = 3, its first three brackets. */
  @Test
  void theRungsAreThoseOfThePapersTable() {
    assertEquals(
        List.of("81 x 1", "27 x 3", "9 x 9", "3 x 27", "1 x 81"), rungs(halving(81, 1, 81, 3)));
    assertEquals(List.of("27 x 3", "9 x 9", "3 x 27", "1 x 81"), rungs(halving(27, 3, 81, 3)));
    assertEquals(List.of("9 x 9", "3 x 27", "1 x 81"), rungs(halving(9, 9, 81, 3)));
    assertEquals(List.of("6 x 27", "2 x 81"), rungs(halving(6, 27, 81, 3)));
    assertEquals(List.of("5 x 81"), rungs(halving(5, 81, 81, 3)));
  }

  @Test
  void whatIsNoMultipleIsRoundedDown() {
    assertEquals(List.of("34 x 3", "11 x 9", "3 x 27", "1 x 81"), rungs(halving(34, 3, 81, 3)));
    assertEquals(List.of("10 x 1", "3 x 3", "1 x 9"), rungs(halving(10, 1, 10, 3)));
    assertEquals(
        List.of("8 x 0.1", "4 x 0.2", "2 x 0.4", "1 x 0.8"), rungs(halving(8, 0.1, 0.8, 2)));
    assertEquals(9, SuccessiveHalving.of(1, "epochs", 1, 9, 3).trials());
  }

  /** Goes through a halving in which the trial with the smallest rate is the best. */
  private static List<String> rungs(SuccessiveHalving halving) {
    List<String> rungs = new ArrayList<>();
    List<Trial> rung = halving.first(RATES);
    Map<String, Object> best = best(rung).values();
    while (!rung.isEmpty()) {
      double budget = rung.get(0).number("epochs");
      rungs.add((rung.size() + " x " + budget).replaceFirst("\\.0$", ""));
      assertTrue(rung.stream().allMatch(trial -> trial.number("epochs") == budget));
      assertEquals(best.get("learning-rate"), best(rung).values().get("learning-rate"));
      List<Trial> ranked = new ArrayList<>(rung);
      Collections.shuffle(ranked, new java.util.Random(1)); // its order must come from the rank
      ranked.sort((a, b) -> Double.compare(rate(a), rate(b)));
      rung = halving.next(ranked, rung.size());
    }
    return rungs;
  }

  private static Trial best(List<Trial> rung) {
    return Collections.min(rung, (a, b) -> Double.compare(rate(a), rate(b)));
  }

  private static double rate(Trial trial) {
    return trial.number("learning-rate");
  }

  @Test
  void theBestGoOnInTheOrderOfTheirNumbers() {
    SuccessiveHalving halving = halving(9, 1, 9, 3);
    List<Trial> first = halving.first(RATES);
    assertEquals("rung-1-trial-009", first.get(8).name());
    List<Trial> ranked = new ArrayList<>(first);
    Collections.reverse(ranked);
    List<Trial> second = halving.next(ranked, 9);
    assertEquals(
        List.of("rung-2-trial-007", "rung-2-trial-008", "rung-2-trial-009"),
        second.stream().map(Trial::name).toList());
    assertEquals(3L, second.get(0).values().get("epochs"));
    assertEquals(first.get(6).text("learning-rate"), second.get(0).text("learning-rate"));
  }

  @Test
  void trialsThatFailedDoNotGoOnAndTheRestGoesToTheEnd() {
    SuccessiveHalving halving = halving(9, 1, 9, 3);
    List<Trial> two = halving.next(halving.first(RATES).subList(0, 2), 9);
    assertEquals(2, two.size());
    List<Trial> one = halving.next(two, 2);
    assertEquals(1, one.size());
    assertEquals(List.of(), halving.next(one, 1));
    assertEquals(List.of(), halving.next(List.of(), 9));
  }

  @Test
  void whatIsNoSearchIsRefused() {
    refused("trials: 0 is out of range", () -> new RandomSearch(0, 1));
    refused("trials: 10001 is out of range", () -> new RandomSearch(10_001, 1));
    refused("trials: 8 is out of range. It must be at least 9", () -> halving(8, 1, 9, 3));
    refused("factor 1 is out of range", () -> halving(9, 1, 9, 1));
    refused("from 0.0 to 9.0 is no range", () -> halving(9, 0, 9, 3));
    refused("from 9.0 to 1.0 is no range", () -> SuccessiveHalving.of(1, "epochs", 9, 1, 3));
    refused("is no range", () -> SuccessiveHalving.of(1, "epochs", 1, Double.POSITIVE_INFINITY, 3));
    refused("9 are more than the 6 combinations", () -> halving(9, 1, 9, 3).first(SIX));
    SearchSpace epochs = SearchSpace.builder().uniform("epochs", 1, 3).build();
    refused("epochs: is both swept and the budget", () -> halving(9, 1, 9, 3).first(epochs));
  }

  private static SuccessiveHalving halving(int trials, double min, double max, int factor) {
    return new SuccessiveHalving(trials, 42, "epochs", min, max, factor);
  }

  @Test
  void aTrialTellsItsValues() {
    Trial trial =
        new Trial(
            3, 0, Map.of("batch-size", 16L, "rate", 0.5, "bf16", true, "scheduler", "cosine"));
    assertEquals(16, trial.whole("batch-size"));
    assertEquals(0.5, trial.number("rate"));
    assertTrue(trial.flag("bf16"));
    assertEquals("cosine", trial.text("scheduler"));
    refused("scheduler: cosine is not a number", () -> trial.number("scheduler"));
    refused("rate: 0.5 is not a whole number", () -> trial.whole("rate"));
    refused("rate: 0.5 is neither true nor false", () -> trial.flag("rate"));
    refused("epochs: is not swept. It must be one of", () -> trial.text("epochs"));
  }

  private static void refused(String message, Runnable what) {
    UsageException error = assertThrows(UsageException.class, what::run);
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
