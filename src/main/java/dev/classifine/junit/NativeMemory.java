package dev.classifine.junit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.classifine.script.NativeRuntime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The native arrays of this process that hang under an open manager of DJL's PyTorch engine.
 *
 * <p>A manager without arrays holds no native memory and is not seen; neither are programs,
 * tokenizers and the graphs of gradients, which no manager holds.
 */
final class NativeMemory {

  private static final int SHOWN = 3;

  private NativeMemory() {}

  /** The arrays by their unique names. */
  static Map<String, NDArray> arrays() {
    try (NDManager base = NativeRuntime.engine().newBaseManager()) {
      // The parent of all: the engine's own manager, below which all others are.
      return base.getParentManager().getManagedArrays().stream()
          .collect(Collectors.toMap(NDArray::getUid, array -> array, (one, same) -> one));
    }
  }

  /** What arrays are, by manager, with the first few of each. */
  static String describe(Collection<NDArray> arrays) {
    Map<String, List<NDArray>> byManager =
        arrays.stream()
            .collect(
                Collectors.groupingBy(
                    array -> array.getManager().getName(), TreeMap::new, Collectors.toList()));
    return byManager.entrySet().stream()
        .map(
            entry ->
                "  in the manager \"%s\": %s, such as %s%n"
                    .formatted(
                        entry.getKey(),
                        counted(entry.getValue()),
                        entry.getValue().stream()
                            .map(NativeMemory::shown)
                            .sorted()
                            .limit(SHOWN)
                            .collect(Collectors.joining(", "))))
        .collect(Collectors.joining());
  }

  /** How many and how large. */
  static String counted(Collection<NDArray> arrays) {
    long bytes =
        arrays.stream()
            .mapToLong(array -> array.getShape().size() * array.getDataType().getNumOfBytes())
            .sum();
    return arrays.size() + (arrays.size() == 1 ? " array" : " arrays") + " of " + bytes + " bytes";
  }

  private static String shown(NDArray array) {
    String name = array.getName();
    return (name == null ? "" : name + " ") + array.getShape() + " " + array.getDataType();
  }
}
