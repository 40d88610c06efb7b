package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.model.ArrayData;
import dev.classifine.optim.AdamW;
import dev.classifine.script.Assignment;
import dev.classifine.script.MappedArray;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import dev.classifine.weights.WeightFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a training puts into a checkpoint's folder, and takes from it: the model's own files;
 * {@value #TENSORS} with the optimizer's moments and the parameters that the model's files do not
 * hold as they are; {@value #STATE} with everything else.
 */
final class Snapshots {

  static final String STATE = "training_state.json";
  static final String TENSORS = "training_state.safetensors";

  private static final int VERSION = 1;
  private static final String PARAMETER = "parameter.";

  private final ModelWriter writer;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Supplier<Map<String, NDArray>> moments;
  private final AdamW optimizer;
  private final Words words;

  /**
   * @param writer writes the model's files
   * @param manager the manager of what loading needs for a while
   * @param block the block that is trained
   * @param optimizer its optimizer
   * @param words of the block
   */
  Snapshots(ModelWriter writer, NDManager manager, Block block, AdamW optimizer, Words words) {
    this.optimizer = optimizer;
    this.words = words;
    this.writer = writer;
    this.manager = manager;
    Map<Parameter, String> names = new IdentityHashMap<>();
    for (Pair<String, Parameter> pair : block.getParameters()) {
      names.put(pair.getValue(), pair.getKey());
    }
    this.moments = () -> optimizer.state(names::get); // words that join make other arrays of them
    Set<Parameter> updated = Set.copyOf(optimizer.parameters());
    for (Pair<String, Parameter> pair : block.getParameters()) {
      if (updated.contains(pair.getValue()) || isRunning(pair.getValue())) {
        parameters.put(pair.getKey(), pair.getValue().getArray());
      }
    }
  }

  /** Whether forward passes change it, without an update. */
  static boolean isRunning(Parameter parameter) {
    return parameter.getType() == Parameter.Type.RUNNING_MEAN
        || parameter.getType() == Parameter.Type.RUNNING_VAR;
  }

  /**
   * Writes everything.
   *
   * @param run which run it is, to be compared when it is gone on with
   * @param state the training's state beside weights and optimizer
   */
  void write(Path folder, Map<String, Object> run, Map<String, Object> state) {
    words.widen();
    writer.write(folder);
    List<TensorToWrite> tensors = new ArrayList<>();
    parameters.forEach(
        (name, array) -> {
          if (!writer.holds(name)) {
            tensors.add(tensor(PARAMETER + name, array));
          }
        });
    moments.get().forEach((name, array) -> tensors.add(tensor(name, array)));
    words.state().forEach((name, array) -> tensors.add(tensor(name, array)));
    Safetensors.write(folder.resolve(TENSORS), words.values(), tensors);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format_version", VERSION);
    json.put("run", run);
    json.put("state", state);
    WholeFile.write(folder.resolve(STATE), Json.pretty(json));
  }

  private static TensorToWrite tensor(String name, NDArray array) {
    return new TensorToWrite(name, array.getShape().getShape(), new ArrayData(array));
  }

  /**
   * Reads what a checkpoint says of its run and its state.
   *
   * @throws ClassifineException if it was written by a version with another format
   */
  static JsonObject read(Path folder) {
    Path file = folder.resolve(STATE);
    JsonObject json = Json.readObject(file);
    if (!json.has("format_version") || json.get("format_version").getAsInt() != VERSION) {
      throw new ClassifineException(
          file
              + ": its format_version is "
              + json.get("format_version")
              + ". This version of Classifine goes on from "
              + VERSION
              + " only; use the version that wrote it.");
    }
    return json;
  }

  /** Fills parameters and optimizer with what a checkpoint holds. */
  void restore(Path folder) {
    try (TensorSource tensors = Safetensors.open(folder.resolve(TENSORS));
        Assignment assignment = new Assignment(manager)) {
      words.restore(tensors.metadata(), tensors.describe(), optimizer);
      moments.get().forEach((name, array) -> fill(assignment, array, tensors, name));
      words.state().forEach((name, array) -> fill(assignment, array, tensors, name));
      restoreParameters(folder, tensors, assignment);
      words.restored();
    }
  }

  /** Fills the parameters alone: the weights of a checkpoint that was the best. */
  void restoreParameters(Path folder) {
    try (TensorSource tensors = Safetensors.open(folder.resolve(TENSORS));
        Assignment assignment = new Assignment(manager)) {
      restoreParameters(folder, tensors, assignment);
    }
  }

  private void restoreParameters(Path folder, TensorSource own, Assignment assignment) {
    if (parameters.keySet().stream().allMatch(name -> own.find(PARAMETER + name).isPresent())) {
      parameters.forEach((name, array) -> fill(assignment, array, own, PARAMETER + name));
      return;
    }
    try (TensorSource model = WeightFiles.openFolder(folder)) {
      parameters.forEach(
          (name, array) -> {
            boolean here = own.find(PARAMETER + name).isPresent();
            fill(assignment, array, here ? own : model, here ? PARAMETER + name : name);
          });
    }
  }

  private static void fill(
      Assignment assignment, NDArray target, TensorSource source, String name) {
    TensorInfo info =
        source
            .find(name)
            .orElseThrow(
                () ->
                    new ClassifineException(
                        source.describe()
                            + ": has no tensor "
                            + name
                            + ", which this run needs. The checkpoint must be of the same model and"
                            + " options."));
    if (!Arrays.equals(info.shape(), target.getShape().getShape())) {
      throw new ClassifineException(
          source.describe()
              + ": the tensor "
              + name
              + " has the shape "
              + Arrays.toString(info.shape())
              + ", but this run needs "
              + target.getShape()
              + ". The checkpoint must be of the same model and options.");
    }
    Optional<MappedArray> file = MappedArray.of(target);
    if (file.isPresent() && source.hasParts(name)) {
      file.get().fill((first, piece) -> source.read(name, first, piece)); // none of it in memory
    } else {
      assignment.fill(target, (ByteBuffer buffer) -> source.read(name, buffer));
    }
  }
}
