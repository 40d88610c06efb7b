package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.classifine.data.Columns;
import dev.classifine.data.DataLocation;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenCache;
import dev.classifine.train.SelectionOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that keep tokens: the weights are those of runs that do not, whatever the folder holds. */
class TokenCacheRunTest {

  @TempDir private Path folder;
  private TinyTraining training;
  private Path cache;
  private int runs;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
    cache = folder.resolve("tokens");
  }

  private FineTuningBuilder builder() {
    return builder(TinyTraining.MODEL);
  }

  /** Three steps on the training file alone. */
  private FineTuningBuilder builder(String model) {
    return FineTuning.of(model)
        .ignoreMismatchedSizes()
        .train(training.train())
        .device("cpu")
        .maxLength(24)
        .training(training.training().maxSteps(3).selection(SelectionOptions.DEFAULTS).build());
  }

  /** The output folder. */
  private Path run(FineTuningBuilder builder) {
    Path output = folder.resolve("run-" + runs++);
    builder.output(output).run();
    return output;
  }

  private static byte[] weights(Path output) throws IOException {
    return Files.readAllBytes(output.resolve("model.safetensors"));
  }

  /** Whether the training rows' tokens were those of an earlier run; null where none are kept. */
  private static Boolean kept(Path output) {
    JsonElement kept =
        Json.readObject(output.resolve("run.json"))
            .getAsJsonObject("train")
            .get("tokens_from_cache");
    return kept == null ? null : kept.getAsBoolean();
  }

  private List<String> entries() throws IOException {
    return Folders.names(cache);
  }

  @Test
  void theWeightsAreTheSameWithoutWithNewAndWithKeptTokens() throws IOException {
    Path without = run(builder().evalFraction(0.2));
    Path made = run(builder().evalFraction(0.2).tokenCache(cache));
    Path read = run(builder().evalFraction(0.2).tokenCache(cache));
    assertNull(kept(without));
    assertEquals(false, kept(made));
    assertEquals(true, kept(read));
    assertArrayEquals(weights(without), weights(made));
    assertArrayEquals(weights(without), weights(read));
    assertEquals(1, entries().size());
    assertEquals(
        cache.toString(),
        Json.readObject(read.resolve("run.json"))
            .getAsJsonObject("options")
            .get("token_cache")
            .getAsString());
  }

  @Test
  void theFileToEvaluateOnIsKeptToo() throws IOException {
    run(builder().eval(training.eval()).tokenCache(cache));
    assertEquals(2, entries().size());
    Path read = run(builder().eval(training.eval()).tokenCache(cache));
    assertEquals(2, entries().size());
    assertTrue(
        Json.readObject(read.resolve("run.json"))
            .getAsJsonObject("eval")
            .get("tokens_from_cache")
            .getAsBoolean());
  }

  @Test
  void severalFilesAreKeptAsOneAndAQueryIsNot() throws IOException {
    List<String> lines = Files.readAllLines(training.train());
    int half = lines.size() / 2;
    Path parts = Files.createDirectory(folder.resolve("parts"));
    Files.write(parts.resolve("1.csv"), lines.subList(0, half));
    List<String> rest = new ArrayList<>(lines.subList(half, lines.size()));
    rest.add(0, lines.get(0)); // the header
    Files.write(parts.resolve("2.csv"), rest);
    DataLocation files = DataLocation.of(parts + "/*.csv");
    Path without = run(builder());
    Path made = run(builder().trainFrom(files).tokenCache(cache));
    Path read = run(builder().trainFrom(files).tokenCache(cache));
    assertEquals(false, kept(made));
    assertEquals(true, kept(read));
    assertArrayEquals(weights(without), weights(made));
    assertArrayEquals(weights(without), weights(read));
    DataLocation query =
        DataLocation.of("SELECT text, label FROM read_csv('%s')".formatted(training.train()));
    Path asked = run(builder().trainFrom(query).tokenCache(cache));
    assertNull(kept(asked));
    assertArrayEquals(weights(without), weights(asked));
    assertEquals(1, entries().size());
  }

  @Test
  void whatIsDamagedIsMadeAnew() throws IOException {
    Path made = run(builder().tokenCache(cache));
    Path entry = cache.resolve(entries().get(0));
    byte[] whole = Files.readAllBytes(entry);
    byte[] damaged = whole.clone();
    damaged[whole.length - 40] ^= 1; // in the last of the ids
    Files.write(entry, damaged);
    Path again = run(builder().tokenCache(cache));
    assertEquals(false, kept(again));
    assertArrayEquals(weights(made), weights(again));
    assertArrayEquals(whole, Files.readAllBytes(entry));
  }

  /** The key of an entry, which the file has after its mark. */
  private static Map<String, Object> key(Path entry) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(entry))) {
      in.skipNBytes("classifine tokens 1\n".length());
      return new LinkedHashMap<>(Json.parseObject(in.readUTF(), "key").asMap());
    }
  }

  @Test
  void tokensOfOtherRowsAreAnErrorThatNamesTheFile() throws IOException {
    run(builder().tokenCache(cache));
    Path entry = cache.resolve(entries().get(0));
    Map<String, Object> key = key(entry);
    assertEquals(Versions.classifine(), ((JsonElement) key.get("classifine")).getAsString());
    String json = Files.readString(Path.of(TinyTraining.MODEL, "tokenizer.json"));
    try (TextTokenizer tokenizer = TextTokenizer.load(json, "tokenizer.json", 24)) {
      new TokenCache(cache).write(key, tokenizer.encode(List.of("one"), null));
    }
    String error =
        assertThrows(ClassifineException.class, () -> run(builder().tokenCache(cache)))
            .getMessage();
    assertTrue(error.startsWith(entry + ": holds the tokens of 1 texts"), error);
    assertTrue(error.contains("Delete it"), error);
  }

  @Test
  void anotherLengthOrColumnOrContentIsSomethingElse() throws IOException {
    Path data = training.train();
    Files.writeString(
        data, Files.readString(data).replace("text,", "text,other,").replaceAll("(?m),p", ",x,p"));
    assertEquals(false, kept(run(builder().tokenCache(cache))));
    assertEquals(false, kept(run(builder().tokenCache(cache).maxLength(12))));
    Columns other = new Columns("other", null, null);
    assertEquals(false, kept(run(builder().tokenCache(cache).columns(other))));
    assertEquals(3, entries().size());
    Files.writeString(data, Files.readString(data).replaceFirst("what city", "what person"));
    assertEquals(false, kept(run(builder().tokenCache(cache))));
    Path sameContent = Files.copy(data, folder.resolve("copy.csv"));
    assertEquals(true, kept(run(builder().train(sameContent).tokenCache(cache))));
    assertEquals(4, entries().size());
  }

  @Test
  void anotherTokenizerOrSideOfTheCutIsSomethingElse() throws IOException {
    Path bert = folder.resolve("bert");
    TinyTraining.copy(Path.of(TinyTraining.MODEL), bert);
    Path first = run(builder(bert.toString()).tokenCache(cache));
    assertEquals(true, kept(run(builder(bert.toString()).tokenCache(cache))));
    Path tokenizer = bert.resolve("tokenizer.json");
    String json = Files.readString(tokenizer);
    String changed = json.replaceFirst("\"lowercase\": *true", "\"lowercase\": false");
    assertNotEquals(json, changed);
    Files.writeString(tokenizer, changed);
    Path second = run(builder(bert.toString()).tokenCache(cache));
    assertEquals(false, kept(second));
    assertArrayEquals(weights(first), weights(second), "the texts are in small letters");
    Path config = bert.resolve("tokenizer_config.json");
    Files.writeString(
        config, Files.readString(config).replaceFirst("[{]", "{\"truncation_side\": \"left\","));
    assertEquals(false, kept(run(builder(bert.toString()).tokenCache(cache))));
    assertEquals(3, entries().size());
  }
}
