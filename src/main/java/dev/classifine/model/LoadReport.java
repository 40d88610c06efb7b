package dev.classifine.model;

import dev.classifine.weights.ElementType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of a checkpoint's tensors.
 *
 * @param fresh parameters that the checkpoint lacks (or has for other labels) and that start anew
 * @param unused tensors of the checkpoint that a classifier has no use for
 * @param types what the checkpoint held each of the other parameters as
 */
public record LoadReport(List<String> fresh, List<String> unused, Map<String, ElementType> types) {

  /** The type of a parameter; of most of the others where it started anew. */
  ElementType originalType(String parameter) {
    ElementType own = types.get(parameter);
    return own != null ? own : mostCommonType();
  }

  private ElementType mostCommonType() {
    return types.values().stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(ElementType.F32);
  }
}
