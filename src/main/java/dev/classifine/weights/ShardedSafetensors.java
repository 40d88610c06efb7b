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

/** Several safetensors files that an index names: {@code weight_map} from tensor to file. */
final class ShardedSafetensors implements TensorSource {

  private final Path index;
  private final Map<String, TensorSource> shards = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, TensorSource> homes = new LinkedHashMap<>();

  private ShardedSafetensors(Path index) {
    this.index = index;
  }

  static ShardedSafetensors open(Path index) {
    ShardedSafetensors sharded = new ShardedSafetensors(index);
    try {
      sharded.openShards();
      return sharded;
    } catch (ClassifineException e) {
      sharded.close();
      throw e;
    }
  }

  private void openShards() {
    JsonElement map = Json.readObject(index).get("weight_map");
    if (map == null || !map.isJsonObject()) {
      throw new ClassifineException(
          index + ": no weight_map. It must map each tensor to its file.");
    }
    JsonObject weightMap = map.getAsJsonObject();
    for (Map.Entry<String, JsonElement> entry : weightMap.entrySet()) {
      String file = entry.getValue().isJsonPrimitive() ? entry.getValue().getAsString() : "";
      TensorSource shard = shards.get(file);
      if (shard == null) {
        shard = Safetensors.open(shardFile(entry.getKey(), file));
        shards.put(file, shard);
      }
      TensorInfo info =
          shard.tensors().stream()
              .filter(tensor -> tensor.name().equals(entry.getKey()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ClassifineException(
                          index
                              + ": the tensor "
                              + entry.getKey()
                              + " should be in "
                              + file
                              + ", which has no such tensor."));
      tensors.put(info.name(), info);
      homes.put(info.name(), shard);
    }
  }

  private Path shardFile(String tensor, String file) {
    if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.equals("..")) {
      throw new ClassifineException(
          index
              + ": the tensor "
              + tensor
              + " is in \""
              + file
              + "\". It must be a file name without a folder.");
    }
    Path path = index.resolveSibling(file);
    if (!Files.isRegularFile(path)) {
      throw new ClassifineException(
          index
              + ": the tensor "
              + tensor
              + " is in "
              + file
              + ", which is missing. All shards must be there.");
    }
    return path;
  }

  @Override
  public List<TensorInfo> tensors() {
    return List.copyOf(tensors.values());
  }

  @Override
  public void read(String name, ByteBuffer target) {
    TensorSource home = homes.get(name);
    if (home == null) {
      throw new IllegalArgumentException(index + " has no tensor " + name + ".");
    }
    home.read(name, target);
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
