package dev.classifine.weights;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes tensors as several {@code .safetensors} files with an index. */
final class ShardsWriter {

  private ShardsWriter() {}

  /**
   * The tensors in parts, in their order; a part is over the limit only where it has one tensor.
   */
  static List<List<TensorToWrite>> parts(List<TensorToWrite> tensors, long limit) {
    List<List<TensorToWrite>> parts = new ArrayList<>();
    long size = 0;
    for (TensorToWrite tensor : tensors) {
      long bytes = tensor.info().byteSize();
      if (parts.isEmpty() || size + bytes > limit) {
        parts.add(new ArrayList<>());
        size = 0;
      }
      parts.get(parts.size() - 1).add(tensor);
      size += bytes;
    }
    return parts;
  }

  /** Writes the parts and, when all are there, the index. */
  static void write(Path folder, Map<String, String> metadata, List<List<TensorToWrite>> parts) {
    Map<String, String> fileOf = new TreeMap<>();
    long bytes = 0;
    long elements = 0;
    for (int i = 0; i < parts.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, parts.size());
      Safetensors.write(folder.resolve(name), metadata, parts.get(i));
      for (TensorToWrite tensor : parts.get(i)) {
        fileOf.put(tensor.name(), name);
        bytes += tensor.info().byteSize();
        elements += tensor.info().elementCount();
      }
    }
    JsonObject about = new JsonObject();
    about.addProperty("total_parameters", elements);
    about.addProperty("total_size", bytes);
    JsonObject map = new JsonObject();
    fileOf.forEach(map::addProperty);
    JsonObject index = new JsonObject();
    index.add("metadata", about);
    index.add("weight_map", map);
    WholeFile.write(
        folder.resolve(WeightFiles.SAFETENSORS + WeightFiles.INDEX), Json.pretty(index));
  }
}
