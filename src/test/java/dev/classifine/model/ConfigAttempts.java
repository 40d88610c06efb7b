package dev.classifine.model;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.JsonMutations;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Loads checkpoints with damaged configurations and runs a batch with those that load. */
final class ConfigAttempts {

  private static final List<String> VALUES =
      List.of(
          "3",
          "4",
          "7",
          "8",
          "16",
          "31",
          "32",
          "33",
          "64",
          "1000",
          "1001",
          "2000000000",
          "0.5",
          "0.999",
          "1e-45",
          "1e38",
          "1e39",
          "\"gelu\"",
          "\"relu\"",
          "\"none\"",
          "\"linear\"",
          "\"layer_norm\"",
          "\"c2p|p2c\"",
          "[\"p2c\"]",
          "[\"full_attention\",\"sliding_attention\"]",
          "{\"0\":\"a\",\"1\":\"a\"}",
          "{\"-1\":\"a\",\"0\":\"b\"}",
          "{\"full_attention\":{\"rope_theta\":1e-30},\"sliding_attention\":{\"factor\":0}}");

  private static final List<String> KEYS =
      List.of(
          "num_hidden_layers",
          "n_layers",
          "n_heads",
          "dim",
          "inner_group_num",
          "num_hidden_groups",
          "embedding_size",
          "type_vocab_size",
          "pad_token_id",
          "initializer_range",
          "initializer_cutoff_factor",
          "layer_norm_eps",
          "norm_eps",
          "position_buckets",
          "max_relative_positions",
          "relative_attention",
          "pos_att_type",
          "share_att_key",
          "norm_rel_ebd",
          "conv_kernel_size",
          "conv_groups",
          "conv_act",
          "pooler_hidden_size",
          "attention_head_size",
          "local_attention",
          "global_attn_every_n_layers",
          "layer_types",
          "rope_parameters",
          "rope_scaling",
          "global_rope_theta",
          "local_rope_theta",
          "classifier_pooling",
          "relative_attention_num_buckets",
          "position_embedding_type",
          "is_decoder",
          "pruned_heads",
          "id2label",
          "num_labels",
          "problem_type",
          "hidden_act",
          "max_position_embeddings",
          "vocab_size",
          "hidden_size",
          "num_attention_heads");

  private static final List<Path> FOLDERS = folders();
  private static final Map<Path, TensorSource> TENSORS = new LinkedHashMap<>();

  private ConfigAttempts() {}

  private static List<Path> folders() {
    Path root = Path.of("src/test/resources");
    try (Stream<Path> parity = Files.list(root.resolve("parity"));
        Stream<Path> variants = Files.list(root.resolve("variants"))) {
      return Stream.concat(parity, variants)
          .filter(folder -> Files.exists(folder.resolve("model.safetensors")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first and the last seed. */
  public static void main(String[] range) {
    long last = Long.parseLong(range[1]);
    for (long seed = Long.parseLong(range[0]); seed <= last; seed++) {
      System.out.println("try " + seed);
      System.out.flush();
      System.out.println(outcome(folder(seed), config(seed)));
    }
    System.out.println("end");
    System.out.flush();
  }

  static Path folder(long seed) {
    return FOLDERS.get((int) Math.floorMod(seed, (long) FOLDERS.size()));
  }

  /** The configuration of a seed. */
  static JsonObject config(long seed) {
    Random random = new Random(seed * 104729 + 5);
    JsonObject json = Json.readObject(folder(seed).resolve("config.json"));
    JsonMutations mutations = new JsonMutations(random, VALUES);
    for (int changes = random.nextInt(2); changes >= 0; changes--) {
      if (random.nextBoolean()) {
        mutations.damage(json);
      } else {
        List<String> keys = List.copyOf(new TreeSet<>(json.keySet()));
        String key =
            random.nextBoolean()
                ? KEYS.get(random.nextInt(KEYS.size()))
                : keys.get(random.nextInt(keys.size()));
        json.add(key, mutations.odd());
      }
    }
    return JsonParser.parseString(Json.line(json)).getAsJsonObject();
  }

  static String outcome(Path folder, JsonObject json) {
    String stage = "refused ";
    try {
      TensorSource tensors =
          TENSORS.computeIfAbsent(
              folder, known -> Safetensors.open(known.resolve("model.safetensors")));
      Damaged checkpoint = new Damaged(folder.toString(), json, tensors);
      LabelSet labels =
          TextModel.labelsOf(checkpoint).orElseGet(() -> new LabelSet(List.of("a", "b")));
      Classifier classifier =
          new Classifier(labels, ProblemType.SINGLE_LABEL, labels.size() < 9, 1);
      try (TextModel model = TextModel.load(checkpoint, classifier, Device.cpu());
          NDManager manager = model.djl().getNDManager().newSubManager()) {
        stage = "late ";
        run(model, manager, 1);
        run(model, manager, Math.min(48, model.maxTokens()));
        model.config().problemType();
        return "works";
      }
    } catch (ClassifineException e) {
      return stage + e.getMessage().replace('\n', ' ');
    } catch (Throwable e) {
      StackTraceElement[] trace = e.getStackTrace();
      String from =
          Arrays.stream(trace)
              .filter(frame -> frame.getClassName().startsWith("dev.classifine"))
              .findFirst()
              .map(StackTraceElement::toString)
              .orElse("");
      return "fails " + e.toString().replace('\n', ' ') + " at " + from;
    }
  }

  private static void run(TextModel model, NDManager manager, int width) {
    if (width < 1) {
      return;
    }
    long[] ids = new long[2 * width];
    Random random = new Random(1);
    Arrays.setAll(ids, i -> random.nextInt(model.words()));
    float[] mask = new float[ids.length];
    Arrays.fill(mask, 1f);
    mask[mask.length - 1] = width > 1 ? 0f : 1f;
    long[] types = new long[ids.length];
    Arrays.setAll(types, i -> model.tokenTypes() == 0 ? 0 : random.nextInt(model.tokenTypes()));
    Shape shape = new Shape(2, width);
    NDList inputs =
        new NDList(
            manager.create(ids, shape), manager.create(mask, shape), manager.create(types, shape));
    try (NDList logits = model.logits(inputs)) {
      logits.singletonOrThrow().toFloatArray();
    }
  }

  private record Damaged(String name, JsonObject config, TensorSource tensors)
      implements Checkpoint {

    @Override
    public String configPlace() {
      return "config.json";
    }

    @Override
    public List<NamedFile> tokenizerFiles() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
