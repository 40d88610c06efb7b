package dev.classifine.lora;

import dev.classifine.error.ClassifineException;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A base model's tensors with an adapter: {@code W + s B A} for the adapted layers, computed when a
 * tensor is read, and the adapter's own where it holds one in full. Closing it closes both.
 */
public final class AdaptedTensors implements TensorSource {

  private static final String WEIGHT = ".weight";

  private final TensorSource base;
  private final Adapter adapter;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  /** The adapter's name of a layer or parameter by the name that the tensor has here. */
  private final Map<String, String> adapted = new LinkedHashMap<>();

  private final Map<String, String> replaced = new LinkedHashMap<>();

  /**
   * @throws ClassifineException if the base lacks a layer of the adapter, or has it in another
   *     shape
   */
  public AdaptedTensors(TensorSource base, Adapter adapter) {
    this.base = base;
    this.adapter = adapter;
    base.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    for (String module : adapter.modules()) {
      TensorInfo weight = ofBase(module + WEIGHT).orElseThrow(() -> lacks(module));
      if (!Arrays.equals(weight.shape(), adapter.weightShape(module))) {
        throw new ClassifineException(
            adapter.describe()
                + ": "
                + module
                + " is an update of a weight "
                + Arrays.toString(adapter.weightShape(module))
                + ", but that of the base model is "
                + Arrays.toString(weight.shape())
                + " ("
                + base.describe()
                + "). The adapter must be one of this base model.");
      }
      adapted.put(weight.name(), module);
    }
    adapter.full().forEach(this::replace);
  }

  private void replace(String parameter, TensorInfo tensor) {
    Optional<TensorInfo> old = ofBase(parameter);
    if (old.isEmpty()
        && !ModuleNames.isSaved(ModuleNames.module(parameter), adapter.config().modulesToSave())) {
      throw lacks(parameter);
    }
    String name = old.map(TensorInfo::name).orElse(parameter);
    tensors.put(name, new TensorInfo(name, tensor.type(), tensor.shape()));
    replaced.put(name, parameter);
  }

  /**
   * The base's tensor of an adapter's name. A checkpoint of the encoder alone lacks the name's
   * first part, as {@code bert.}; an adapter of the encoder alone lacks what the checkpoint has.
   */
  private Optional<TensorInfo> ofBase(String name) {
    TensorInfo same = tensors.get(name);
    if (same == null) {
      same = tensors.get(name.substring(name.indexOf('.') + 1));
    }
    return same != null
        ? Optional.of(same)
        : tensors.values().stream()
            .filter(tensor -> tensor.name().substring(tensor.name().indexOf('.') + 1).equals(name))
            .findFirst();
  }

  private ClassifineException lacks(String name) {
    return new ClassifineException(
        adapter.describe()
            + ": it has "
            + name
            + ", which the base model lacks ("
            + base.describe()
            + "). The adapter must be one of this base model.");
  }

  @Override
  public List<TensorInfo> tensors() {
    return List.copyOf(tensors.values());
  }

  @Override
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  @Override
  public Map<String, String> metadata() {
    return base.metadata();
  }

  @Override
  public void read(String name, ByteBuffer target) {
    if (replaced.containsKey(name)) {
      adapter.read(replaced.get(name), target);
      return;
    }
    base.read(name, target);
    if (adapted.containsKey(name)) {
      adapter.update(adapted.get(name)).addTo(target);
    }
  }

  /** Those of the base that the adapter leaves as they are. */
  @Override
  public boolean hasParts(String name) {
    return !replaced.containsKey(name) && !adapted.containsKey(name) && base.hasParts(name);
  }

  @Override
  public void read(String name, long first, ByteBuffer target) {
    if (hasParts(name)) {
      base.read(name, first, target);
    } else {
      TensorSource.super.read(name, first, target);
    }
  }

  @Override
  public String describe() {
    return adapter.describe() + " on " + base.describe();
  }

  @Override
  public void close() {
    adapter.close();
    base.close();
  }
}
