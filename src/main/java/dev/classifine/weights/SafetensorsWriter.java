package dev.classifine.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a {@code .safetensors} file, one tensor in memory at a time. */
final class SafetensorsWriter {

  /** The reference implementation's: wide types first, so that all are aligned; then by name. */
  private static final Comparator<TensorToWrite> ORDER =
      Comparator.comparing(TensorToWrite::type).reversed().thenComparing(TensorToWrite::name);

  private SafetensorsWriter() {}

  static void write(Path file, Map<String, String> metadata, List<TensorToWrite> tensors) {
    List<TensorToWrite> sorted = tensors.stream().sorted(ORDER).toList();
    byte[] header = header(metadata, sorted);
    WholeFile.write(
        file,
        channel -> {
          WholeFile.writeFully(channel, ByteBuffer.wrap(header));
          for (TensorToWrite tensor : sorted) {
            writeData(channel, tensor);
          }
        });
  }

  /** The length and the JSON, which is padded with spaces so that the data begin aligned. */
  private static byte[] header(Map<String, String> metadata, List<TensorToWrite> sorted) {
    byte[] json = Json.line(entries(metadata, sorted)).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private static JsonObject entries(Map<String, String> metadata, List<TensorToWrite> sorted) {
    Map<String, String> texts = new TreeMap<>(metadata);
    texts.putIfAbsent("format", "pt");
    JsonObject about = new JsonObject();
    texts.forEach(about::addProperty);
    JsonObject all = new JsonObject();
    all.add(SafetensorsHeader.METADATA, about);
    long begin = 0;
    for (TensorToWrite tensor : sorted) {
      if (all.has(tensor.name())) {
        throw new IllegalArgumentException(
            "Tensor name '" + tensor.name() + "' is taken: each name may occur once in a file.");
      }
      TensorInfo info = tensor.info();
      long end = Math.addExact(begin, info.byteSize());
      all.add(info.name(), entry(info, begin, end));
      begin = end;
    }
    return all;
  }

  private static JsonObject entry(TensorInfo info, long begin, long end) {
    JsonObject entry = new JsonObject();
    entry.addProperty("dtype", info.type().name());
    entry.add("shape", list(info.shape()));
    entry.add("data_offsets", list(begin, end));
    return entry;
  }

  private static JsonArray list(long... numbers) {
    JsonArray list = new JsonArray();
    for (long number : numbers) {
      list.add(number);
    }
    return list;
  }

  private static void writeData(FileChannel channel, TensorToWrite tensor) throws IOException {
    long written = 0;
    for (ByteBuffer piece : tensor.data().pieces()) {
      written += piece.remaining();
      WholeFile.writeFully(channel, Float32.to(tensor.type(), Float32.littleEndian(piece)));
    }
    if (written != tensor.info().elementCount() * Float32.BYTES) {
      throw new IllegalArgumentException(
          "Tensor "
              + tensor.info()
              + " takes "
              + tensor.info().elementCount() * Float32.BYTES
              + " bytes as float32, but its data have "
              + written);
    }
  }
}
