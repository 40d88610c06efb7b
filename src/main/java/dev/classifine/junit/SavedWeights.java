package dev.classifine.junit;

import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.WeightFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tensors of a checkpoint, to be compared bit for bit.
 *
 * @param tensors float32 by name
 */
record SavedWeights(Map<String, ByteBuffer> tensors) {

  private static final int SHOWN = 3;

  /** Reads a folder's weights, whole or in parts. */
  static SavedWeights of(Path folder) {
    Map<String, ByteBuffer> tensors = new TreeMap<>();
    try (TensorSource source = WeightFiles.openFolder(folder)) {
      for (TensorInfo info : source.tensors()) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(info.elementCount() * Float.BYTES));
        source.read(info.name(), bytes);
        tensors.put(info.name(), bytes);
      }
    }
    return new SavedWeights(tensors);
  }

  /** The names of tensors that another checkpoint has not, or with other bits. */
  List<String> differing(SavedWeights other) {
    TreeSet<String> names = new TreeSet<>(tensors.keySet());
    names.addAll(other.tensors.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(tensors.get(name), other.tensors.get(name)))
        .toList();
  }

  /** How many there are and the first of them: {@code 7 tensors (a, b, c, ...)}. */
  static String shown(Collection<String> names) {
    return names.size()
        + (names.size() == 1 ? " tensor (" : " tensors (")
        + String.join(", ", names.stream().limit(SHOWN).toList())
        + (names.size() > SHOWN ? ", ...)" : ")");
  }
}
