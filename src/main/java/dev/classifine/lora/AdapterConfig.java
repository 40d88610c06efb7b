package dev.classifine.lora;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An {@code adapter_config.json} as PEFT 0.21 writes and reads it: what the tensors of an adapter
 * mean.
 *
 * @param base the base model: a folder or a name
 * @param revision the base model's revision, where one is named
 * @param rank r
 * @param scale s, what the product of B and A is multiplied by
 * @param modulesToSave names of modules that the adapter holds in full
 */
public record AdapterConfig(
    String base, Optional<String> revision, int rank, double scale, List<String> modulesToSave) {

  /** The file's name. */
  public static final String FILE = "adapter_config.json";

  /** What an adapter may be for; null where the file does not say. */
  private static final Set<String> TASKS = Set.of("SEQ_CLS", "FEATURE_EXTRACTION");

  /** Starts of A and B that leave the base model's weights as they are. */
  private static final Set<String> STARTS = Set.of("gaussian", "eva", "orthogonal");

  /** Keys whose values would change what the tensors mean, each with what it stands for. */
  private static final Map<String, String> UNSUPPORTED = new LinkedHashMap<>();

  static {
    UNSUPPORTED.put("use_dora", "DoRA");
    UNSUPPORTED.put("use_qalora", "QALoRA");
    UNSUPPORTED.put("use_bdlora", "BD-LoRA");
    UNSUPPORTED.put("kasa_config", "KaSA");
    UNSUPPORTED.put("monteclora_config", "MonteCLoRA");
    UNSUPPORTED.put("arrow_config", "Arrow routing");
    UNSUPPORTED.put("alora_invocation_tokens", "activated LoRA");
    UNSUPPORTED.put("lora_bias", "a bias of B");
    UNSUPPORTED.put("fan_in_fan_out", "weights that are stored transposed");
    UNSUPPORTED.put("layer_replication", "layers that are repeated");
    UNSUPPORTED.put("trainable_token_indices", "updates of single tokens");
    UNSUPPORTED.put("target_parameters", "updates of single parameters");
    UNSUPPORTED.put("rank_pattern", "a rank that differs by layer");
    UNSUPPORTED.put("alpha_pattern", "an alpha that differs by layer");
  }

  /**
   * Reads a configuration.
   *
   * @throws ClassifineException if it is not one of LoRA, or holds what is not supported: with the
   *     file, the key and the rule
   */
  public static AdapterConfig read(Path file) {
    return of(new AdapterValues(Json.readObject(file), file.toString()));
  }

  private static AdapterConfig of(AdapterValues values) {
    values.require("peft_type", "LORA"::equals, "Only \"LORA\" is.");
    values.require("bias", "none"::equals, "Only \"none\" is: biases stay the base model's.");
    values.require(
        "task_type",
        task -> task == null || TASKS.contains(task),
        "Only \"SEQ_CLS\" and \"FEATURE_EXTRACTION\" are: an adapter of a text classifier.");
    values.require(
        "init_lora_weights",
        start -> start == null || STARTS.contains(start),
        "Such a start changes the base model's own weights.");
    UNSUPPORTED.forEach(values::refuse);
    int rank = values.rank();
    return new AdapterConfig(
        values.text("base_model_name_or_path").orElseThrow(values::noBase),
        values.text("revision"),
        rank,
        LoraOptions.scale(values.alpha(), rank, values.flag("use_rslora")),
        values.names("modules_to_save"));
  }

  /**
   * The content of a file.
   *
   * @param options the options of the training
   * @param targetModules the names that mean its layers
   * @param modulesToSave the names of what the adapter holds in full
   */
  public static JsonObject json(
      String base,
      Optional<String> revision,
      LoraOptions options,
      List<String> targetModules,
      List<String> modulesToSave) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("alpha_pattern", Map.of());
    json.put("auto_mapping", null);
    json.put("base_model_name_or_path", base);
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    json.put("layers_pattern", null);
    json.put("layers_to_transform", null);
    json.put("lora_alpha", whole(options.alpha()));
    json.put("lora_dropout", options.dropout());
    json.put("modules_to_save", modulesToSave);
    json.put("peft_type", "LORA");
    json.put("r", options.rank());
    json.put("rank_pattern", Map.of());
    json.put("revision", revision.orElse(null));
    json.put("target_modules", targetModules);
    json.put("task_type", "SEQ_CLS");
    json.put("use_dora", false);
    json.put("use_rslora", options.rankStabilised());
    JsonElement tree = Json.parse(Json.line(json), FILE);
    return tree.getAsJsonObject();
  }

  /** PEFT declares alpha as a whole number. */
  private static Number whole(double alpha) {
    if (alpha == Math.rint(alpha) && alpha < Integer.MAX_VALUE) {
      return (int) alpha;
    }
    return alpha;
  }
}
