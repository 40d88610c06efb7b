package dev.classifine.problem;

import dev.classifine.error.ClassifineException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a problem in the order of the logits: label {@code i} belongs to logit {@code i}.
 * Immutable.
 */
public final class LabelSet {

  private final List<String> names;
  private final Map<String, Integer> indexes = new HashMap<>();

  /**
   * @param names distinct names, in the order of the logits
   * @throws ClassifineException if a name stands twice or there is none
   */
  public LabelSet(List<String> names) {
    this.names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new ClassifineException("A label set must hold at least one label; it is empty.");
    }
    for (int i = 0; i < names.size(); i++) {
      Integer before = indexes.put(names.get(i), i);
      if (before != null) {
        throw new ClassifineException(
            "The label \""
                + names.get(i)
                + "\" stands twice in the label set, as "
                + before
                + " and as "
                + i
                + ".");
      }
    }
  }

  /** The names, in the order of the logits. */
  public List<String> names() {
    return names;
  }

  /** How many labels there are: K. */
  public int size() {
    return names.size();
  }

  /** The name of logit {@code index}. */
  public String name(int index) {
    return names.get(index);
  }

  /** The logit of a label, or -1 where the set does not hold it. */
  public int indexOf(String name) {
    return indexes.getOrDefault(name, -1);
  }

  /** Whether all of these names are in the set. */
  public boolean covers(Collection<String> others) {
    return indexes.keySet().containsAll(others);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSet set && set.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return names.size() <= 10
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 9)) + ", ... (" + names.size() + " labels)";
  }
}
