package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every combination of the options' values once; the last option changes fastest, as in nested
 * loops.
 */
public record GridSearch() implements SearchMethod {

  @Override
  public String id() {
    return "grid";
  }

  @Override
  public List<Trial> first(SearchSpace space) {
    List<List<Object>> values = space.dimensions().stream().map(Dimension::grid).toList();
    long size = space.size().orElse(Long.MAX_VALUE);
    if (size > MOST_TRIALS) {
      throw new UsageException(
          "sweep: the grid has more than "
              + MOST_TRIALS
              + " combinations. Give fewer values, or search at random.");
    }
    List<Trial> trials = new ArrayList<>();
    for (int index = 0; index < size; index++) {
      trials.add(new Trial(index + 1, 0, combination(space.names(), values, index)));
    }
    return trials;
  }

  private static Map<String, Object> combination(
      List<String> names, List<List<Object>> values, int index) {
    Object[] chosen = new Object[names.size()];
    int rest = index;
    for (int d = names.size() - 1; d >= 0; d--) {
      chosen[d] = values.get(d).get(rest % values.get(d).size());
      rest /= values.get(d).size();
    }
    Map<String, Object> combination = new LinkedHashMap<>();
    for (int d = 0; d < chosen.length; d++) {
      combination.put(names.get(d), chosen[d]);
    }
    return combination;
  }

  @Override
  public Map<String, Object> definition() {
    return Map.of("method", id());
  }
}
