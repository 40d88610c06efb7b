package dev.classifine.lora;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.WholeFile;
import dev.classifine.weights.PickledWeights;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.WeightFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An adapter in a folder as PEFT saves it: {@code adapter_config.json} and {@code
 * adapter_model.safetensors} (or {@code .bin}). For each adapted layer it holds A and B, and in
 * full the tensors of the modules to save.
 */
public final class Adapter implements AutoCloseable {

  /** The file of the tensors. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** What PEFT puts before a parameter's name. */
  public static final String PREFIX = "base_model.model.";

  private static final String PICKLED = "adapter_model.bin";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  private final AdapterConfig config;
  private final TensorSource tensors;
  private final Map<String, TensorInfo> firsts = new LinkedHashMap<>();
  private final Map<String, TensorInfo> seconds = new LinkedHashMap<>();
  private final Map<String, TensorInfo> full = new LinkedHashMap<>();

  private Adapter(AdapterConfig config, TensorSource tensors) {
    this.config = config;
    this.tensors = tensors;
    for (TensorInfo tensor : tensors.tensors()) {
      sort(tensor);
    }
    if (firsts.isEmpty() && full.isEmpty()) {
      throw broken("there is no tensor in it", "PEFT saves A and B of each adapted layer");
    }
    firsts.forEach((module, a) -> checkPair(module, a, seconds.get(module)));
    seconds.forEach((module, b) -> checkPair(module, firsts.get(module), b));
  }

  /** Whether a folder holds an adapter. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(AdapterConfig.FILE));
  }

  /**
   * Makes a folder one without an adapter: what is there of one is deleted, its configuration
   * first.
   *
   * @throws ClassifineException if something cannot be deleted
   */
  public static void removeFrom(Path folder) {
    for (String name : List.of(AdapterConfig.FILE, WEIGHTS, PICKLED)) {
      WholeFile.delete(folder.resolve(name), WeightFiles.WRITTEN_OVER);
    }
  }

  /**
   * Opens the adapter of a folder.
   *
   * @throws ClassifineException if a file is missing or damaged, holds what is not supported, or A
   *     and B do not fit each other
   */
  public static Adapter open(Path folder) {
    AdapterConfig config = AdapterConfig.read(folder.resolve(AdapterConfig.FILE));
    TensorSource tensors =
        Files.exists(folder.resolve(PICKLED)) && !Files.exists(folder.resolve(WEIGHTS))
            ? PickledWeights.open(folder.resolve(PICKLED))
            : Safetensors.open(folder.resolve(WEIGHTS));
    try {
      return new Adapter(config, tensors);
    } catch (ClassifineException e) {
      tensors.close();
      throw e;
    }
  }

  /** What {@code adapter_config.json} says. */
  public AdapterConfig config() {
    return config;
  }

  /** The adapted layers' modules. */
  Set<String> modules() {
    return firsts.keySet();
  }

  /** The tensors that it holds in full, by the parameter's name. */
  Map<String, TensorInfo> full() {
    return full;
  }

  /**
   * Whether it holds a module in full.
   *
   * @param module the last parts of its name
   */
  public boolean holds(String module) {
    return full.keySet().stream()
        .anyMatch(parameter -> ModuleNames.isTarget(ModuleNames.module(parameter), module));
  }

  /** What a layer's weight must be, [out, in]. */
  long[] weightShape(String module) {
    return new long[] {seconds.get(module).shape()[0], firsts.get(module).shape()[1]};
  }

  /** Reads the update of a layer. */
  LowRankUpdate update(String module) {
    TensorInfo a = firsts.get(module);
    return new LowRankUpdate(
        floats(a), floats(seconds.get(module)), (int) a.shape()[1], config.scale());
  }

  /** Reads a tensor that it holds in full. */
  void read(String parameter, ByteBuffer target) {
    tensors.read(full.get(parameter).name(), target);
  }

  /** Where it is, for errors. */
  public String describe() {
    return tensors.describe();
  }

  /**
   * How many logits its classifier has; 0 where it holds none.
   *
   * @throws ClassifineException if the classifier's weight is no matrix
   */
  public int headSize() {
    for (String name : new String[] {"classifier.out_proj.weight", "classifier.weight"}) {
      TensorInfo weight = full.get(name);
      if (weight != null) {
        long[] shape = weight.shape();
        if (shape.length != 2 || shape[0] < 1 || shape[0] > Integer.MAX_VALUE) {
          throw broken(
              weight.name() + " has the shape " + Arrays.toString(shape),
              "it must be [K, H] for K labels");
        }
        return (int) shape[0];
      }
    }
    return 0;
  }

  private void sort(TensorInfo tensor) {
    if (!tensor.name().startsWith(PREFIX)) {
      throw broken(
          "the name " + tensor.name() + " does not begin with " + PREFIX,
          "PEFT saves an adapter's tensors under such names");
    }
    String name = tensor.name().substring(PREFIX.length());
    if (name.endsWith(A)) {
      firsts.put(name.substring(0, name.length() - A.length()), tensor);
    } else if (name.endsWith(B)) {
      seconds.put(name.substring(0, name.length() - B.length()), tensor);
    } else if (name.contains(".lora_")) {
      throw broken(
          "the tensor " + tensor.name() + " is of another kind",
          "supported are lora_A.weight and lora_B.weight of linear layers");
    } else {
      full.put(name, tensor);
    }
  }

  /** A must be [r, in] and B [out, r]. */
  private void checkPair(String module, TensorInfo a, TensorInfo b) {
    if (a == null || b == null) {
      throw broken(module + " has only " + (a == null ? "lora_B" : "lora_A"), "both must be there");
    }
    boolean fits =
        a.shape().length == 2
            && b.shape().length == 2
            && a.shape()[0] == config.rank()
            && b.shape()[1] == config.rank()
            && a.shape()[1] > 0
            && Math.max(a.elementCount(), b.elementCount()) < Integer.MAX_VALUE / Float.BYTES;
    if (!fits) {
      throw broken(
          module
              + " has lora_A "
              + Arrays.toString(a.shape())
              + " and lora_B "
              + Arrays.toString(b.shape()),
          "by "
              + AdapterConfig.FILE
              + " they must be ["
              + config.rank()
              + ", in] and [out, "
              + config.rank()
              + "], of a linear layer");
    }
  }

  private float[] floats(TensorInfo tensor) {
    float[] values = new float[(int) tensor.elementCount()];
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensors.read(tensor.name(), bytes);
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private ClassifineException broken(String found, String rule) {
    return new ClassifineException(
        tensors.describe() + ": " + found + "; " + rule + ". Save the adapter again with PEFT.");
  }

  @Override
  public void close() {
    tensors.close();
  }
}
