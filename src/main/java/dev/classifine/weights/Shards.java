package dev.classifine.weights;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Several files that an index joins to one source. */
final class Shards implements TensorSource {

  private final Path index;
  private final Function<Path, TensorSource> opener;
  private final Map<String, TensorSource> shards = new LinkedHashMap<>();
  private final Map<String, TensorSource> shardOfTensor = new LinkedHashMap<>();

  private Shards(Path index, Function<Path, TensorSource> opener) {
    this.index = index;
    this.opener = opener;
  }

  /**
   * Opens every file that the index names.
   *
   * @param index beside the files
   * @param opener opens one of them
   */
  static Shards open(Path index, Function<Path, TensorSource> opener) {
    JsonElement map = Json.readObject(index).get("weight_map");
    if (map == null || !map.isJsonObject()) {
      throw new ClassifineException(
          index + ": there is no object 'weight_map' that gives each tensor the file it is in.");
    }
    Shards opened = new Shards(index, opener);
    boolean complete = false;
    try {
      opened.openAll(map.getAsJsonObject());
      complete = true;
      return opened;
    } finally {
      if (!complete) {
        opened.close();
      }
    }
  }

  private void openAll(JsonObject weightMap) {
    for (Map.Entry<String, JsonElement> entry : weightMap.entrySet()) {
      String fileName = fileName(entry.getKey(), entry.getValue());
      TensorSource shard = shards.get(fileName);
      if (shard == null) {
        shard = openShard(entry.getKey(), fileName);
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

  private TensorSource openShard(String tensor, String fileName) {
    Path file = index.resolveSibling(fileName);
    if (!Files.isRegularFile(file)) {
      throw new ClassifineException(
          index
              + ": tensor '"
              + tensor
              + "' is said to be in "
              + fileName
              + ", which is not in the folder. Fetch the missing file.");
    }
    return opener.apply(file);
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
    shard(name).read(name, target);
  }

  @Override
  public boolean hasParts(String name) {
    return shard(name).hasParts(name);
  }

  @Override
  public void read(String name, long first, ByteBuffer target) {
    shard(name).read(name, first, target);
  }

  private TensorSource shard(String name) {
    TensorSource shard = shardOfTensor.get(name);
    if (shard == null) {
      throw new ClassifineException(index + ": there is no tensor '" + name + "' in it.");
    }
    return shard;
  }

  @Override
  public String describe() {
    return index.toString();
  }

  @Override
  public void close() {
    shards.values().forEach(TensorSource::close);
  }
}
