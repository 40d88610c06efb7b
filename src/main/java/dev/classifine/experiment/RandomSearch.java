package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Combinations drawn at random, none twice (Bergstra and Bengio 2012, "Random Search for
 * Hyper-Parameter Optimization").
 *
 * <p>The n-th trial follows from the space, the seed and n alone: with more trials the list is
 * longer and begins the same. Where a space has fewer combinations than trials were asked for, all
 * of them are the list.
 *
 * @param trials how many; at least 1
 * @param seed of the draws
 */
public record RandomSearch(int trials, long seed) implements SearchMethod {

  /**
   * A range of real numbers that is so narrow that draws in a row are all the same is at its end.
   */
  private static final int MOST_DRAWS_IN_VAIN = 10_000;

  /**
   * @throws UsageException if there are no trials, or too many
   */
  public RandomSearch {
    if (trials < 1 || trials > MOST_TRIALS) {
      throw new UsageException(
          "trials: "
              + trials
              + " is out of range. It must be at least 1 and at most "
              + MOST_TRIALS
              + ".");
    }
  }

  @Override
  public String id() {
    return "random";
  }

  @Override
  public List<Trial> first(SearchSpace space) {
    List<Trial> drawn = new ArrayList<>();
    for (Map<String, Object> values : combinations(space)) {
      drawn.add(new Trial(drawn.size() + 1, 0, values));
    }
    return drawn;
  }

  private Set<Map<String, Object>> combinations(SearchSpace space) {
    OptionalLong size = space.size();
    Set<Map<String, Object>> drawn = new LinkedHashSet<>();
    SplittableRandom draws = new SplittableRandom(seed);
    int inVain = 0;
    while (drawn.size() < Math.min(trials, size.orElse(trials)) && inVain < MOST_DRAWS_IN_VAIN) {
      // A generator for each draw, so that none depends on how many numbers another took.
      boolean isNew = drawn.add(space.draw(draws.split()));
      inVain = isNew || size.isPresent() ? 0 : inVain + 1;
    }
    return drawn;
  }

  @Override
  public Map<String, Object> definition() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("method", id());
    values.put("seed", seed);
    return values;
  }
}
