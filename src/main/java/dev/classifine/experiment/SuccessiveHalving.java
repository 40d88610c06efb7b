package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many trials with a small budget, of which the best go on to a greater one: of n trials of a rung
 * floor(n / factor) to the next, with factor times the budget (Jamieson and Talwalkar 2016,
 * "Non-stochastic Best Arm Identification and Hyperparameter Optimization"; with these numbers the
 * inner loop of Hyperband, Li et al. 2018). The trials are those of {@link RandomSearch}.
 *
 * <p>Each rung trains anew: a learning rate that decays, and its warm-up, are functions of all
 * steps, so that the first part of a long training is not a short one.
 *
 * @param trials how many there are in the first rung; at least as many as leave one for the last
 * @param seed of the draws
 * @param resource the option that is the budget, in kebab case, as {@code epochs} or {@code
 *     max-steps}
 * @param min the budget of the first rung, above 0
 * @param max the most that a budget may be; the last rung has {@code min} times the greatest power
 *     of the factor that is no more
 * @param factor eta: what the budgets grow by, and of how many trials one goes on; at least 2
 */
public record SuccessiveHalving(
    int trials, long seed, String resource, double min, double max, int factor)
    implements SearchMethod {

  /** What Hyperband's authors advise to take: 3 or 4. */
  public static final int DEFAULT_FACTOR = 3;

  /** Passes over the training rows. */
  public static final String DEFAULT_RESOURCE = "epochs";

  /**
   * @throws UsageException if a number is out of its range
   */
  public SuccessiveHalving {
    if (!(min > 0) || !(max >= min) || Double.isInfinite(max)) {
      throw new UsageException(
          "halving: from "
              + min
              + " to "
              + max
              + " is no range. min must be above 0, and max at least min.");
    }
    if (factor < 2) {
      throw new UsageException(
          "halving: factor " + factor + " is out of range. It must be at least 2.");
    }
    int rungs = budgets(min, max, factor).size();
    if (trials < Math.pow(factor, rungs - 1.0) || trials > MOST_TRIALS) {
      throw new UsageException(
          ("trials: %d is out of range. It must be at least %.0f, so that one is left for the last"
                  + " of %d rungs, and at most %d.")
              .formatted(trials, Math.pow(factor, rungs - 1.0), rungs, MOST_TRIALS));
    }
  }

  /** As many trials as leave one for the last rung. */
  public static SuccessiveHalving of(
      long seed, String resource, double min, double max, int factor) {
    // The budgets of a wrong range are none; the constructor says what is wrong with it.
    int rungs =
        min > 0 && Double.isFinite(max) && factor >= 2 ? budgets(min, max, factor).size() : 1;
    return new SuccessiveHalving(
        (int) Math.min(Integer.MAX_VALUE, Math.pow(factor, rungs - 1.0)),
        seed,
        resource,
        min,
        max,
        factor);
  }

  private static List<Double> budgets(double min, double max, int factor) {
    List<Double> budgets = new ArrayList<>();
    BigDecimal most = BigDecimal.valueOf(max);
    BigDecimal budget = BigDecimal.valueOf(min);
    for (; budget.compareTo(most) <= 0; budget = budget.multiply(BigDecimal.valueOf(factor))) {
      budgets.add(budget.doubleValue());
    }
    return budgets;
  }

  /** The budgets of the rungs, rising. */
  public List<Double> budgets() {
    return budgets(min, max, factor);
  }

  @Override
  public String id() {
    return "halving";
  }

  @Override
  public List<Trial> first(SearchSpace space) {
    if (space.names().contains(resource)) {
      throw new UsageException(
          resource + ": is both swept and the budget of the halving. Choose one of the two.");
    }
    List<Trial> drawn = new RandomSearch(trials, seed).first(space);
    if (drawn.size() < trials) {
      throw new UsageException(
          "trials: "
              + trials
              + " are more than the "
              + drawn.size()
              + " combinations that the space has. Give fewer, or search it as a grid.");
    }
    return drawn.stream().map(trial -> at(1, trial)).toList();
  }

  @Override
  public List<Trial> next(List<Trial> ranked, int size) {
    if (ranked.isEmpty() || ranked.get(0).rung() == budgets().size()) {
      return List.of();
    }
    return ranked.stream()
        .limit(
            Math.max(1, size / factor)) // where trials failed, there may be fewer than the factor
        .sorted(Comparator.comparingInt(Trial::number))
        .map(trial -> at(trial.rung() + 1, trial))
        .toList();
  }

  @Override
  public Optional<String> budget() {
    return Optional.of(resource);
  }

  /** With the first one at every budget: 13.5 is no number of steps. */
  @Override
  public List<Trial> toCheck(List<Trial> first) {
    List<Trial> trials = new ArrayList<>(first);
    for (int rung = 2; rung <= budgets().size(); rung++) {
      trials.add(at(rung, first.get(0)));
    }
    return trials;
  }

  private Trial at(int rung, Trial trial) {
    Map<String, Object> values = new LinkedHashMap<>(trial.values());
    double budget = budgets().get(rung - 1);
    boolean whole = budget == Math.rint(budget);
    values.put(resource, whole ? (Object) (long) budget : (Object) budget);
    return new Trial(trial.number(), rung, values);
  }

  @Override
  public Map<String, Object> definition() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("method", id());
    values.put("trials", trials);
    values.put("seed", seed);
    values.put("halving.resource", resource);
    values.put("halving.min", min);
    values.put("halving.max", max);
    values.put("halving.factor", factor);
    return values;
  }
}
