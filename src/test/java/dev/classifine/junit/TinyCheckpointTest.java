package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@ClassifineTest
class TinyCheckpointTest {

  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

  @Test
  void theFolderIsCompleteAndTheSameAgain(Experiment experiment) throws IOException {
    Path one = experiment.checkpoint(Tickets.TRAIN);
    Path two = experiment.checkpoint(Tickets.TRAIN);
    assertEquals(FILES, Folders.names(one));
    for (String file : FILES) {
      assertEquals(-1, Files.mismatch(one.resolve(file), two.resolve(file)), file);
    }
  }

  /** Nothing but the rows of new words is added, so runs with other words are comparable. */
  @Test
  void furtherWordsAndLayersLeaveTheOtherWeightsAsTheyAre(Experiment experiment) {
    SavedWeights small = SavedWeights.of(experiment.checkpoint(Tickets.TRAIN));
    Texts more = Texts.of("an unheard word", "billing");
    SavedWeights large =
        SavedWeights.of(
            experiment.with(TinyModel.DEFAULT.withLayers(3)).checkpoint(Tickets.TRAIN, more));
    List<String> differing = new ArrayList<>(small.differing(large));
    assertTrue(differing.remove("bert.embeddings.word_embeddings.weight"), differing.toString());
    assertEquals(16, differing.size());
    assertTrue(
        differing.stream().allMatch(name -> name.startsWith("bert.encoder.layer.2.")),
        differing.toString());
    String words = "bert.embeddings.word_embeddings.weight";
    int before = small.tensors().get(words).capacity();
    assertEquals(
        small.tensors().get(words), large.tensors().get(words).slice(0, before), "its first rows");
  }

  @Test
  void theSeedAndTheSizeAreThoseAskedFor(Experiment experiment) {
    TinyModel size = new TinyModel(1, 12, 3, 16, 0.25);
    Path folder = experiment.with(size).checkpoint(Tickets.TRAIN);
    JsonObject config = Json.readObject(folder.resolve("config.json"));
    assertEquals(1, config.get("num_hidden_layers").getAsInt());
    assertEquals(12, config.get("hidden_size").getAsInt());
    assertEquals(24, config.get("intermediate_size").getAsInt());
    assertEquals(3, config.get("num_attention_heads").getAsInt());
    assertEquals(16, config.get("max_position_embeddings").getAsInt());
    assertEquals(0.25, config.get("hidden_dropout_prob").getAsDouble());
    Path other = experiment.with(size).withSeed(1).checkpoint(Tickets.TRAIN);
    assertNotEquals(SavedWeights.of(folder), SavedWeights.of(other));
  }

  @Test
  void aSizeThatNoModelHasIsRefused() {
    assertEquals(
        "tiny model: hidden size: 30 is out of range. It must be in [2, 512] and a multiple of the"
            + " 4 heads.",
        assertThrows(UsageException.class, () -> new TinyModel(1, 30, 4, 16, 0)).getMessage());
    assertThrows(UsageException.class, () -> TinyModel.DEFAULT.withLayers(0));
    assertThrows(UsageException.class, () -> TinyModel.DEFAULT.withHeads(0));
    assertThrows(UsageException.class, () -> TinyModel.DEFAULT.withHiddenSize(1024));
    assertThrows(UsageException.class, () -> TinyModel.DEFAULT.withMaxTokens(7));
    assertThrows(UsageException.class, () -> TinyModel.DEFAULT.withDropout(1));
  }
}
