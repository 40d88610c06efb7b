package dev.classifine.junit;

import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.text.TokenizerFiles;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorToWrite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes a {@link TinyModel} as a checkpoint in Hugging Face's layout. A tensor's numbers follow
 * from the seed, its name and its shape, so that other words or further layers leave the rest as it
 * is; the rows of the words are drawn one after the other.
 */
final class TinyCheckpoint {

  /** Larger than BERT's 0.02, so that a few steps at a width of 32 move something. */
  private static final double DEVIATION = 0.1;

  private static final int TOKEN_TYPES = 2;

  private final TinyModel model;
  private final long seed;
  private final List<String> vocabulary;
  private final List<TensorToWrite> tensors = new ArrayList<>();

  private TinyCheckpoint(TinyModel model, long seed, List<String> vocabulary) {
    this.model = model;
    this.seed = seed;
    this.vocabulary = vocabulary;
  }

  /**
   * @param folder is there and empty
   * @param texts whose words make the vocabulary
   */
  static void write(Path folder, TinyModel model, long seed, List<String> texts) {
    TinyCheckpoint checkpoint = new TinyCheckpoint(model, seed, Vocabulary.of(texts));
    checkpoint.addTensors();
    WholeFile.write(folder.resolve("config.json"), Json.pretty(checkpoint.config()));
    Safetensors.write(folder.resolve("model.safetensors"), checkpoint.tensors);
    String tokenizerConfig = Json.pretty(checkpoint.tokenizerConfig());
    WholeFile.write(folder.resolve("tokenizer_config.json"), tokenizerConfig);
    WholeFile.write(folder.resolve("tokenizer.json"), checkpoint.tokenizer(tokenizerConfig));
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("BertForSequenceClassification"));
    config.put("attention_probs_dropout_prob", model.dropout());
    config.put("dtype", "float32");
    config.put("hidden_act", "gelu");
    config.put("hidden_dropout_prob", model.dropout());
    config.put("hidden_size", model.hiddenSize());
    config.put("initializer_range", DEVIATION);
    config.put("intermediate_size", inner());
    config.put("layer_norm_eps", 1e-12);
    config.put("max_position_embeddings", model.maxTokens());
    config.put("model_type", "bert");
    config.put("num_attention_heads", model.heads());
    config.put("num_hidden_layers", model.layers());
    config.put("pad_token_id", 0);
    config.put("type_vocab_size", TOKEN_TYPES);
    config.put("vocab_size", vocabulary.size());
    return config;
  }

  private Map<String, Object> tokenizerConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("cls_token", "[CLS]");
    config.put("do_lower_case", true);
    config.put("model_max_length", model.maxTokens());
    config.put("pad_token", "[PAD]");
    config.put("sep_token", "[SEP]");
    config.put("strip_accents", false);
    config.put("tokenize_chinese_chars", true);
    config.put("tokenizer_class", "BertTokenizer");
    config.put("unk_token", "[UNK]");
    return config;
  }

  private String tokenizer(String tokenizerConfig) {
    Map<String, String> files =
        Map.of(
            "vocab.txt",
            String.join("\n", vocabulary) + "\n",
            "tokenizer_config.json",
            tokenizerConfig);
    return new TokenizerFiles(
            name ->
                files.containsKey(name) ? files.get(name).getBytes(StandardCharsets.UTF_8) : null,
            "tiny model",
            "bert")
        .json();
  }

  private void addTensors() {
    int width = model.hiddenSize();
    random("bert.embeddings.word_embeddings.weight", vocabulary.size(), width);
    random("bert.embeddings.position_embeddings.weight", model.maxTokens(), width);
    random("bert.embeddings.token_type_embeddings.weight", TOKEN_TYPES, width);
    norm("bert.embeddings.LayerNorm");
    for (int layer = 0; layer < model.layers(); layer++) {
      String prefix = "bert.encoder.layer." + layer + ".";
      for (String name : List.of("query", "key", "value")) {
        linear(prefix + "attention.self." + name, width, width);
      }
      linear(prefix + "attention.output.dense", width, width);
      norm(prefix + "attention.output.LayerNorm");
      linear(prefix + "intermediate.dense", inner(), width);
      linear(prefix + "output.dense", width, inner());
      norm(prefix + "output.LayerNorm");
    }
    linear("bert.pooler.dense", width, width);
  }

  private int inner() {
    return 2 * model.hiddenSize();
  }

  private void linear(String name, int to, int from) {
    random(name + ".weight", to, from);
    constant(name + ".bias", 0, to);
  }

  private void norm(String name) {
    constant(name + ".weight", 1, model.hiddenSize());
    constant(name + ".bias", 0, model.hiddenSize());
  }

  private void constant(String name, float value, int size) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    add(name, values, size);
  }

  private void random(String name, int rows, int columns) {
    Random random = new Random(seed * 31 + name.hashCode());
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (DEVIATION * random.nextGaussian());
    }
    add(name, values, rows, columns);
  }

  private void add(String name, float[] values, long... shape) {
    tensors.add(
        new TensorToWrite(
            name,
            shape,
            () -> {
              ByteBuffer bytes =
                  ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(values);
              return bytes;
            }));
  }
}
