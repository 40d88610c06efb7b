package dev.classifine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.UsageException;
import dev.classifine.lora.LoraOptions;
import dev.classifine.lora.LowRankUpdate;
import dev.classifine.lora.ModuleNames;
import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.script.HostMemory;
import dev.classifine.weights.TensorData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which layers of a model have low-rank updates and which of its parameters are trained. As PEFT
 * does for sequence classification, modules whose name ends with {@code classifier} or {@code
 * score} are trained in full and all else is frozen. What no checkpoint holds starts at random, so
 * that it is trained in full as well.
 */
final class LoraLayers {

  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";
  private static final String WEIGHT = ".weight";

  /** What PEFT adds to {@code modules_to_save} for {@code SEQ_CLS}. */
  private static final List<String> HEADS = List.of("classifier", "score");

  private final LoraOptions options;
  private final List<String> targetNames;
  private final Set<String> savedNames = new LinkedHashSet<>(HEADS);
  private final Map<String, ParameterSpec> weights = new LinkedHashMap<>();

  /**
   * @param specs the model's parameters without LoRA
   * @param fresh the names of those that started anew
   * @param queryAndValue the layers that are adapted where the options name none
   * @throws UsageException if a name of the options is none of the model's layers
   */
  LoraLayers(
      LoraOptions options,
      List<ParameterSpec> specs,
      Set<String> fresh,
      List<String> queryAndValue) {
    this.options = options;
    savedNames.addAll(options.modulesToSave());
    specs.stream()
        .filter(spec -> spec.role() == Role.POOLER && fresh.contains(spec.name()))
        .forEach(spec -> savedNames.add(ModuleNames.module(spec.name())));
    checkSaved(specs);
    List<ParameterSpec> linear =
        specs.stream().filter(spec -> spec.isLinear() && !isTrainedInFull(spec.name())).toList();
    boolean all = options.targetModules().equals(List.of(LoraOptions.ALL_LINEAR));
    List<String> names =
        options.targetModules().isEmpty() ? queryAndValue : options.targetModules();
    for (ParameterSpec spec : linear) {
      String module = ModuleNames.module(spec.name());
      if (all || names.stream().anyMatch(name -> ModuleNames.isTarget(module, name))) {
        weights.put(module, spec);
      }
    }
    this.targetNames = all ? List.copyOf(weights.keySet()) : names;
    checkTargets(linear);
  }

  /** The parameters A and B of every adapted layer. */
  List<ParameterSpec> specs() {
    List<ParameterSpec> specs = new ArrayList<>();
    weights.forEach(
        (module, weight) -> {
          long out = weight.shape().get(0);
          long in = weight.shape().get(1);
          // kaiming_uniform_(a=sqrt(5)), as PEFT and PyTorch's own linear layers
          Initializer uniform = Initializer.uniform(1 / Math.sqrt(in));
          specs.add(spec(module + A, new Shape(options.rank(), in), uniform));
          specs.add(spec(module + B, new Shape(out, options.rank()), Initializer.ZEROS));
        });
    return specs;
  }

  /** Whether a parameter is trained: A, B, or one that is trained in full. */
  boolean isTrained(String parameter) {
    return isUpdate(parameter) || isTrainedInFull(parameter);
  }

  /** The weight that a parameter is an update of, or the parameter itself where it is none. */
  static String weightOf(String parameter) {
    return parameter.endsWith(A)
        ? parameter.substring(0, parameter.length() - A.length()) + WEIGHT
        : parameter.endsWith(B)
            ? parameter.substring(0, parameter.length() - B.length()) + WEIGHT
            : parameter;
  }

  /** Whether a parameter is A or B of a layer. */
  boolean isUpdate(String parameter) {
    return parameter.endsWith(A) || parameter.endsWith(B);
  }

  /** The names by which an adapter's configuration means the adapted layers. */
  List<String> targetNames() {
    return targetNames;
  }

  /** The names by which an adapter's configuration means what is trained in full. */
  List<String> savedNames() {
    return List.copyOf(savedNames);
  }

  LoraOptions options() {
    return options;
  }

  /**
   * A parameter's values as a plain checkpoint holds them, computed when they are written.
   *
   * @param arrays the model's parameters by name
   */
  TensorData data(String parameter, Function<String, NDArray> arrays) {
    return isAdapted(parameter)
        ? () -> merged(parameter, arrays)
        : new ArrayData(arrays.apply(parameter));
  }

  private boolean isAdapted(String parameter) {
    ParameterSpec weight = weights.get(ModuleNames.module(parameter));
    return weight != null && weight.name().equals(parameter);
  }

  /**
   * An adapted weight with its layer's update.
   *
   * @param arrays the model's parameters by name
   * @return float32 and little-endian; a copy
   */
  private ByteBuffer merged(String parameter, Function<String, NDArray> arrays) {
    String module = ModuleNames.module(parameter);
    ByteBuffer copy = HostMemory.copy(arrays.apply(parameter));
    new LowRankUpdate(
            HostMemory.floats(arrays.apply(module + A)),
            HostMemory.floats(arrays.apply(module + B)),
            (int) weights.get(module).shape().get(1),
            options.scale())
        .addTo(copy);
    return copy;
  }

  private boolean isTrainedInFull(String parameter) {
    return ModuleNames.isSaved(ModuleNames.module(parameter), savedNames);
  }

  private static ParameterSpec spec(String name, Shape shape, Initializer initializer) {
    return new ParameterSpec(name, shape, initializer, Role.ENCODER, false);
  }

  private void checkTargets(List<ParameterSpec> linear) {
    for (String name : targetNames) {
      if (weights.keySet().stream().noneMatch(module -> ModuleNames.isTarget(module, name))) {
        throw new UsageException(
            "--lora-target-modules: \""
                + name
                + "\" is none of this model's linear layers. They are: "
                + withoutNumbers(linear.stream())
                + "; or "
                + LoraOptions.ALL_LINEAR
                + ". The classifier is trained in full.");
      }
    }
  }

  private void checkSaved(List<ParameterSpec> specs) {
    for (String name : options.modulesToSave()) {
      if (specs.stream()
          .noneMatch(spec -> ModuleNames.isSaved(ModuleNames.module(spec.name()), Set.of(name)))) {
        throw new UsageException(
            "--lora-modules-to-save: \""
                + name
                + "\" is none of this model's modules. They are: "
                + withoutNumbers(specs.stream())
                + ".");
      }
    }
  }

  /** The modules' names, those of numbered layers once, from the number on. */
  private static String withoutNumbers(Stream<ParameterSpec> specs) {
    return specs
        .map(spec -> ModuleNames.module(spec.name()).replaceFirst(".*\\.\\d+\\.", ""))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
