package dev.classifine.parity;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * A tiny complete checkpoint with what transformers computes from it, made by transformers 5.18 and
 * PyTorch 2.13.
 */
public record Fixture(Path folder, JsonObject expected) {

  private static final Path ROOT = Path.of("src/test/resources/parity");

  /** All architectures. */
  static List<String> names() {
    return List.of(
        "bert",
        "distilbert",
        "roberta",
        "xlm-roberta",
        "electra",
        "albert",
        "mpnet",
        "deberta-v2",
        "modernbert");
  }

  /** How far logits may be from transformers'. */
  float tolerance() {
    String name = folder.getFileName().toString();
    return name.equals("deberta-v2") || name.equals("modernbert") ? 1e-4f : 1e-5f;
  }

  /** The fixture of an architecture. */
  public static Fixture of(String name) {
    Path folder = ROOT.resolve(name);
    return new Fixture(folder, Json.readObject(folder.resolve("expected.json")));
  }

  /** The same checkpoint with every dropout at 0, in a new folder. */
  public Fixture withoutDropout(Path empty) throws IOException {
    return changed(
        empty,
        config -> {
          for (String key : List.copyOf(config.keySet())) {
            if (key.contains("dropout")) {
              config.addProperty(key, 0.0);
            }
          }
        });
  }

  /**
   * The same checkpoint with another configuration, in a new folder.
   *
   * @param empty an empty folder
   * @param change changes the content of {@code config.json}
   */
  public Fixture changed(Path empty, Consumer<JsonObject> change) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, empty.resolve(file.getFileName()));
      }
    }
    JsonObject config = Json.readObject(folder.resolve("config.json"));
    change.accept(config);
    Files.writeString(empty.resolve("config.json"), Json.pretty(config));
    return new Fixture(empty, expected);
  }

  /** The content of {@code tokenizer.json}. */
  public String tokenizer() throws IOException {
    return Files.readString(folder.resolve("tokenizer.json"));
  }

  public static List<String> strings(JsonElement list) {
    return items(list).stream().map(JsonElement::getAsString).toList();
  }

  public static int[] ints(JsonElement list) {
    return items(list).stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  /** A list, or a list of lists, in row-major order. */
  public static float[] floats(JsonElement list) {
    List<JsonElement> flat =
        items(list).stream()
            .flatMap(
                item ->
                    item.isJsonArray() ? items(item).stream() : java.util.stream.Stream.of(item))
            .toList();
    float[] values = new float[flat.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat.get(i).getAsFloat();
    }
    return values;
  }

  public static List<JsonElement> items(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false).toList();
  }
}
