package dev.classifine.weights;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several {@code .safetensors} files that an index joins to one source. */
final class SafetensorsShards implements TensorSource {

  static final String INDEX = "model.safetensors.index.json";

  private static final int NAMES_IN_ERROR = 20;

  private final Path index;
  private final Map<String, TensorSource> shards = new LinkedHashMap<>();
  private final Map<String, TensorSource> shardOfTensor = new LinkedHashMap<>();

  private SafetensorsShards(Path index) {
    this.index = index;
  }

  static SafetensorsShards open(Path folder, Path index) {
    JsonElement map = Json.readObject(index).get("weight_map");
    if (map == null || !map.isJsonObject()) {
      throw new ClassifineException(
          index + ": there is no object 'weight_map' that gives each tensor the file it is in.");
    }
    SafetensorsShards opened = new SafetensorsShards(index);
    boolean complete = false;
    try {
      opened.openAll(folder, map.getAsJsonObject());
      complete = true;
      return opened;
    } finally {
      if (!complete) {
        opened.close();
      }
    }
  }

  private void openAll(Path folder, JsonObject weightMap) {
    for (Map.Entry<String, JsonElement> entry : weightMap.entrySet()) {
      String fileName = fileName(entry.getKey(), entry.getValue());
      TensorSource shard = shards.get(fileName);
      if (shard == null) {
        shard = openShard(folder, entry.getKey(), fileName);
        shards.put(fileName, shard);
      }
      if (shard.find(entry.getKey()).isEmpty()) {
        throw new ClassifineException(
            index + ": tensor '" + entry.getKey() + "' is not in " + fileName + ", as it says.");
      }
      shardOfTensor.put(entry.getKey(), shard);
    }
  }

  /** An index comes from elsewhere, so it must not lead out of its folder. */
  private String fileName(String tensor, JsonElement value) {
    boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    if (!text || !value.getAsString().matches("[A-Za-z0-9_][A-Za-z0-9_.\\-]*")) {
      throw new ClassifineException(
          index
              + ": tensor '"
              + tensor
              + "' is said to be in "
              + value
              + ", which is not the plain name of a file in the same folder.");
    }
    return value.getAsString();
  }

  private TensorSource openShard(Path folder, String tensor, String fileName) {
    Path file = folder.resolve(fileName);
    if (!Files.isRegularFile(file)) {
      throw new ClassifineException(
          index
              + ": tensor '"
              + tensor
              + "' is said to be in "
              + fileName
              + ", which is not in the folder. Fetch the missing file.");
    }
    return SafetensorsFile.open(file);
  }

  @Override
  public List<TensorInfo> tensors() {
    return shardOfTensor.keySet().stream().map(name -> find(name).orElseThrow()).toList();
  }

  @Override
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(shardOfTensor.get(name)).flatMap(shard -> shard.find(name));
  }

  @Override
  public void read(String name, ByteBuffer target) {
    TensorSource shard = shardOfTensor.get(name);
    if (shard == null) {
      throw new ClassifineException(index + ": there is no tensor '" + name + "' in it.");
    }
    shard.read(name, target);
  }

  @Override
  public String describe() {
    return index.toString();
  }

  @Override
  public void close() {
    shards.values().forEach(TensorSource::close);
  }

  /** The error for a folder without weights that can be read, with what is there instead. */
  static ClassifineException noWeights(Path folder) {
    List<String> names = fileNames(folder);
    String remedy =
        names.stream().anyMatch(name -> name.matches("pytorch_model.*\\.bin"))
            ? "pytorch_model.bin is not supported yet: convert it to safetensors."
            : "Save the model with safetensors.";
    String found =
        names.isEmpty()
            ? "nothing"
            : names.stream().limit(NAMES_IN_ERROR).collect(Collectors.joining(", "))
                + (names.size() > NAMES_IN_ERROR ? ", ..." : "");
    return new ClassifineException(
        folder
            + ": neither model.safetensors nor "
            + INDEX
            + " is there. Found: "
            + found
            + ". "
            + remedy);
  }

  private static List<String> fileNames(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ClassifineException(folder + ": cannot be listed: " + Reason.of(e) + ".", e);
    }
  }
}
