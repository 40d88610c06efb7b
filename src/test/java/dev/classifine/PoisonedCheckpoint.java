package dev.classifine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.parity.Fixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A tiny checkpoint whose logits are no numbers for texts with a certain word. */
public final class PoisonedCheckpoint {

  /** The word; texts without it are classified as by the checkpoint that this one is made from. */
  public static final String WORD = "what";

  private static final Fixture BERT = Fixture.of("bert");

  private PoisonedCheckpoint() {}

  /** Writes it into a new folder of this name. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(BERT.folder().resolve(file), folder.resolve(file));
    }
    byte[] weights = Files.readAllBytes(BERT.folder().resolve("model.safetensors"));
    ByteBuffer buffer = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) buffer.getLong(0);
    JsonObject embedding =
        Json.parseObject(new String(weights, 8, header, StandardCharsets.UTF_8), "header")
            .getAsJsonObject("bert.embeddings.word_embeddings.weight");
    JsonArray shape = embedding.getAsJsonArray("shape");
    int width = shape.get(1).getAsInt();
    int row = 8 + header + embedding.getAsJsonArray("data_offsets").get(0).getAsInt();
    int from = row + token() * width * Float.BYTES;
    Arrays.fill(weights, from, from + width * Float.BYTES, (byte) 0xff); // NaN
    return Files.write(folder.resolve("model.safetensors"), weights).getParent();
  }

  private static int token() throws IOException {
    return Json.parseObject(BERT.tokenizer(), "tokenizer.json")
        .getAsJsonObject("model")
        .getAsJsonObject("vocab")
        .get(WORD)
        .getAsInt();
  }
}
