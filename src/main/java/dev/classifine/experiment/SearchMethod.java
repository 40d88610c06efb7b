package dev.classifine.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In which way a space is searched: which trials there are, and which go on with more budget. */
public sealed interface SearchMethod permits GridSearch, RandomSearch, SuccessiveHalving {

  /** More than anybody trains. */
  int MOST_TRIALS = 10_000;

  /** As a file has it: {@code grid}, {@code random} or {@code halving}. */
  String id();

  /**
   * The trials to begin with, in their order.
   *
   * @throws dev.classifine.error.UsageException if the space cannot be searched in this way
   */
  List<Trial> first(SearchSpace space);

  /**
   * The trials that go on after a rung, in the order of their numbers.
   *
   * @param ranked the rung's trials that did not fail, the best first
   * @param size how many trials the rung had
   * @return empty where the search ends
   */
  default List<Trial> next(List<Trial> ranked, int size) {
    return List.of();
  }

  /**
   * Trials by whose options it can be told whether those of all are right.
   *
   * @param first the trials to begin with
   */
  default List<Trial> toCheck(List<Trial> first) {
    return first;
  }

  /** The option that differs from rung to rung; empty where there are no rungs. */
  default Optional<String> budget() {
    return Optional.empty();
  }

  /** How it was asked for, by the names of a file, without how many trials of a random search. */
  Map<String, Object> definition();
}
