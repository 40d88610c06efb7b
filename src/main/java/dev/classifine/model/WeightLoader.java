package dev.classifine.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.weights.ElementType;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorNames;
import dev.classifine.weights.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fills an architecture's parameters from a checkpoint's tensors: by name, one at a time, straight
 * into native memory or, where a {@link WordTable} says so, a file.
 */
final class WeightLoader {

  private static final int MOST_LABELS = 1_000_000;

  private final Architecture architecture;
  private final ModelConfig config;
  private final TensorSource tensors;
  private final WordTable words;
  private final Map<String, TensorInfo> byName = new LinkedHashMap<>();
  private final List<String> fresh = new ArrayList<>();
  private final Map<String, ElementType> types = new LinkedHashMap<>();

  WeightLoader(Architecture architecture, ModelConfig config, TensorSource tensors) {
    this(architecture, config, tensors, WordTable.IN_MEMORY);
  }

  /**
   * @param words where the word embedding's table is to lie
   */
  WeightLoader(
      Architecture architecture, ModelConfig config, TensorSource tensors, WordTable words) {
    this.words = words;
    this.architecture = architecture;
    this.config = config;
    this.tensors = TensorNames.withCurrentNames(tensors);
    this.tensors.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
  }

  /** Whether the checkpoint holds every parameter of the head. */
  boolean hasHead() {
    return architecture.parameters(config, 1).stream()
        .filter(spec -> spec.role() == Role.HEAD)
        .allMatch(spec -> find(spec) != null);
  }

  /** How many logits the checkpoint's head has; 0 where it has none. */
  int headSize() {
    if (!hasHead()) {
      return 0;
    }
    ParameterSpec spec =
        architecture.parameters(config, 1).stream()
            .filter(head -> head.role() == Role.HEAD)
            .findFirst()
            .orElseThrow();
    TensorInfo tensor = find(spec);
    long[] shape = tensor.shape();
    if (shape.length != 2 || shape[0] < 1 || shape[0] > MOST_LABELS) {
      throw new ClassifineException(
          tensors.describe()
              + ": the tensor "
              + tensor.name()
              + " has the shape "
              + Arrays.toString(shape)
              + ". It must be [K, H] for K labels, at most "
              + MOST_LABELS
              + ".");
    }
    return (int) shape[0];
  }

  /**
   * Checks that the checkpoint holds what the configuration describes. Nothing is allocated by a
   * configuration's numbers before.
   *
   * @param keepHead whether a head that the checkpoint holds is for these labels
   * @throws ClassifineException if the encoder's tensors are missing or of another shape
   */
  void check(int labels, boolean keepHead) {
    List<ParameterSpec> specs = architecture.parameters(config, labels);
    List<String> missing =
        specs.stream()
            .filter(spec -> spec.role() == Role.ENCODER && find(spec) == null)
            .map(ParameterSpec::name)
            .toList();
    if (!missing.isEmpty()) {
      throw new ClassifineException(
          tensors.describe()
              + ": "
              + missing.size()
              + " of the encoder's "
              + specs.size()
              + " tensors are missing: "
              + shortened(missing)
              + ". The weights must be those of the "
              + architecture.modelType()
              + " encoder that config.json describes.");
    }
    for (ParameterSpec spec : specs) {
      TensorInfo tensor = source(spec, keepHead);
      if (tensor != null) {
        checkShape(spec, tensor);
      }
    }
  }

  /**
   * Makes all parameters, after {@link #check}.
   *
   * @param manager their manager, on the device of the model
   * @param seed for parameters that start anew
   */
  Map<String, NDArray> load(NDManager manager, int labels, boolean keepHead, long seed) {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    for (ParameterSpec spec : architecture.parameters(config, labels)) {
      parameters.put(spec.name(), load(manager, spec, source(spec, keepHead), seed));
    }
    return parameters;
  }

  /** Makes a parameter that no checkpoint holds. */
  static NDArray make(NDManager manager, ParameterSpec spec, long seed) {
    return fill(
        manager,
        spec,
        memory -> spec.initializer().fill(memory.asFloatBuffer(), seed, spec.name()));
  }

  /** What would become of the tensors, the head kept where there is one. */
  LoadReport plan(int labels) {
    for (ParameterSpec spec : architecture.parameters(config, labels)) {
      TensorInfo tensor = find(spec);
      if (tensor == null) {
        fresh.add(spec.name());
      } else {
        types.put(spec.name(), tensor.type());
      }
    }
    return report(labels);
  }

  /** What a parameter is read from; null where it starts anew. */
  private TensorInfo source(ParameterSpec spec, boolean keepHead) {
    return spec.role() == Role.HEAD && !keepHead ? null : find(spec);
  }

  /** What became of the tensors, after {@link #load}. */
  LoadReport report(int labels) {
    List<String> unused = new ArrayList<>(byName.keySet());
    architecture.parameters(config, labels).stream()
        .filter(spec -> !fresh.contains(spec.name()))
        .forEach(spec -> unused.removeAll(List.of(spec.name(), withoutPrefix(spec.name()))));
    unused.removeIf(name -> name.endsWith("position_ids")); // a constant that older versions saved
    return new LoadReport(List.copyOf(fresh), List.copyOf(unused), Map.copyOf(types));
  }

  private NDArray load(NDManager manager, ParameterSpec spec, TensorInfo tensor, long seed) {
    if (tensor == null) {
      fresh.add(spec.name());
      return make(manager, spec, seed);
    }
    types.put(spec.name(), tensor.type());
    Optional<NDArray> mapped =
        spec.name().equals(architecture.wordEmbedding())
            ? words.map(manager, spec, tensors, tensor)
            : Optional.empty();
    return mapped.orElseGet(
        () -> fill(manager, spec, memory -> tensors.read(tensor.name(), memory)));
  }

  private static NDArray fill(NDManager manager, ParameterSpec spec, Consumer<ByteBuffer> filler) {
    try (NDManager host = manager.newSubManager(Device.cpu())) {
      NDArray values = host.create(spec.shape());
      filler.accept(values.toByteBuffer(true).order(ByteOrder.nativeOrder()));
      NDArray array = values.toDevice(manager.getDevice(), false);
      array.attach(manager);
      return array;
    }
  }

  private void checkShape(ParameterSpec spec, TensorInfo tensor) {
    if (!Arrays.equals(spec.shape().getShape(), tensor.shape())) {
      throw new ClassifineException(
          tensors.describe()
              + ": the tensor "
              + tensor.name()
              + " has the shape "
              + Arrays.toString(tensor.shape())
              + ", but by "
              + config.where()
              + " it must be "
              + Arrays.toString(spec.shape().getShape())
              + ". The weights and the configuration must be of the same model.");
    }
  }

  private TensorInfo find(ParameterSpec spec) {
    TensorInfo tensor = byName.get(spec.name());
    return tensor != null ? tensor : byName.get(withoutPrefix(spec.name()));
  }

  private String withoutPrefix(String name) {
    return name.startsWith(architecture.basePrefix())
        ? name.substring(architecture.basePrefix().length())
        : name;
  }

  private static String shortened(List<String> names) {
    return names.size() <= 5
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 4)) + " and " + (names.size() - 4) + " more";
  }
}
