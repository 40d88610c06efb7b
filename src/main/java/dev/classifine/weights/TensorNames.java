package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives tensors of old checkpoints the names of today: {@code LayerNorm.gamma} and {@code
 * LayerNorm.beta}, which the first BERT checkpoints have, are {@code LayerNorm.weight} and {@code
 * LayerNorm.bias}.
 */
public final class TensorNames {

  private static final String GAMMA = "LayerNorm.gamma";
  private static final String BETA = "LayerNorm.beta";

  private TensorNames() {}

  /** The name of today for a tensor; most names stay as they are. */
  public static String current(String name) {
    if (name.equals(GAMMA) || name.endsWith("." + GAMMA)) {
      return name.substring(0, name.length() - "gamma".length()) + "weight";
    }
    if (name.equals(BETA) || name.endsWith("." + BETA)) {
      return name.substring(0, name.length() - "beta".length()) + "bias";
    }
    return name;
  }

  /**
   * The same tensors under the names of today. Closing the result closes the source.
   *
   * @throws ClassifineException if two tensors would have the same name
   */
  public static TensorSource withCurrentNames(TensorSource source) {
    Map<String, TensorInfo> stored = new LinkedHashMap<>();
    for (TensorInfo tensor : source.tensors()) {
      TensorInfo other = stored.put(current(tensor.name()), tensor);
      if (other != null) {
        throw new ClassifineException(
            source.describe()
                + ": tensors '"
                + other.name()
                + "' and '"
                + tensor.name()
                + "' are the old and the new name of one weight. Remove one of them.");
      }
    }
    return new Renamed(source, stored);
  }

  /** Tensors by their new names, with what the source calls them. */
  private record Renamed(TensorSource source, Map<String, TensorInfo> stored)
      implements TensorSource {

    @Override
    public List<TensorInfo> tensors() {
      return stored.entrySet().stream().map(e -> e.getValue().renamed(e.getKey())).toList();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
      return Optional.ofNullable(stored.get(name)).map(tensor -> tensor.renamed(name));
    }

    @Override
    public Map<String, String> metadata() {
      return source.metadata();
    }

    @Override
    public void read(String name, ByteBuffer target) {
      source.read(storedName(name), target);
    }

    @Override
    public boolean hasParts(String name) {
      return source.hasParts(storedName(name));
    }

    @Override
    public void read(String name, long first, ByteBuffer target) {
      source.read(storedName(name), first, target);
    }

    private String storedName(String name) {
      TensorInfo tensor = stored.get(name);
      if (tensor == null) {
        throw new ClassifineException(describe() + ": there is no tensor '" + name + "' in it.");
      }
      return tensor.name();
    }

    @Override
    public String describe() {
      return source.describe();
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
