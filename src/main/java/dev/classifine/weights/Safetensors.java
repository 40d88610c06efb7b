package dev.classifine.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Hugging Face's format for tensors: a JSON header and the bytes. */
public final class Safetensors {

  private Safetensors() {}

  /**
   * Opens a file. Its header is checked; tensors are read when they are asked for.
   *
   * @throws ClassifineException if the file is not safetensors, is cut off, or its header lies
   */
  public static TensorSource open(Path file) {
    return SafetensorsFile.open(file);
  }

  /**
   * Opens a folder's weights: {@code model.safetensors}, or the shards that {@code
   * model.safetensors.index.json} lists.
   *
   * @throws ClassifineException if there are none
   */
  public static TensorSource openFolder(Path folder) {
    if (Files.isRegularFile(folder.resolve("model.safetensors"))) {
      return open(folder.resolve("model.safetensors"));
    }
    Path index = folder.resolve("model.safetensors.index.json");
    if (Files.isRegularFile(index)) {
      return ShardedSafetensors.open(index);
    }
    if (Files.exists(folder.resolve("pytorch_model.bin"))) {
      throw new ClassifineException(
          folder
              + ": no model.safetensors, only pytorch_model.bin, which is not read. With"
              + " transformers, from_pretrained(...).save_pretrained(folder) writes safetensors.");
    }
    throw new ClassifineException(
        folder
            + ": no model.safetensors (nor model.safetensors.index.json). A checkpoint folder must"
            + " hold its weights.");
  }

  /**
   * Writes float32 tensors, in the order of their names as the reference implementation does. The
   * file appears whole or not at all.
   *
   * @param metadata strings for the header; transformers wants {@code format: pt}
   */
  public static void write(Path file, Map<String, String> metadata, List<TensorToWrite> tensors) {
    List<TensorToWrite> sorted =
        tensors.stream().sorted(Comparator.comparing(TensorToWrite::name)).toList();
    byte[] header = header(metadata, sorted);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(header.length).flip();
    WholeFile.write(
        file,
        channel -> {
          WholeFile.writeFully(channel, length);
          WholeFile.writeFully(channel, ByteBuffer.wrap(header));
          for (TensorToWrite tensor : sorted) {
            ByteBuffer data = tensor.data().get();
            if (data.remaining() != tensor.byteSize()) {
              throw new IllegalStateException(
                  tensor.name()
                      + " gives "
                      + data.remaining()
                      + " bytes, not "
                      + tensor.byteSize()
                      + ".");
            }
            WholeFile.writeFully(channel, data);
          }
        });
  }

  private static byte[] header(Map<String, String> metadata, List<TensorToWrite> tensors) {
    JsonObject header = new JsonObject();
    JsonObject strings = new JsonObject();
    metadata.forEach(strings::addProperty);
    header.add("__metadata__", strings);
    long offset = 0;
    for (TensorToWrite tensor : tensors) {
      JsonArray shape = new JsonArray();
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      JsonArray offsets = new JsonArray();
      offsets.add(offset);
      offset += tensor.byteSize();
      offsets.add(offset);
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "F32");
      entry.add("shape", shape);
      entry.add("data_offsets", offsets);
      header.add(tensor.name(), entry);
    }
    String json = Json.line(header);
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat((8 - bytes % 8) % 8))
        .getBytes(StandardCharsets.UTF_8); // data aligned to 8
  }
}
