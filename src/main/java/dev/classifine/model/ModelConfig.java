package dev.classifine.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.weights.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code config.json} with typed access. Keys that nobody here asks for are kept and written out
 * again.
 */
public final class ModelConfig {

  /** How many layers there may be: each is written out in the program. */
  static final int MOST_LAYERS = 1000;

  /** PyTorch's names. */
  private static final Map<ElementType, String> DTYPES =
      Map.of(
          ElementType.F16, "float16",
          ElementType.BF16, "bfloat16",
          ElementType.F32, "float32",
          ElementType.F64, "float64");

  private final JsonObject json;
  private final String where;

  /**
   * @param json the file's content; copied
   * @param where the file's name, for errors
   */
  public ModelConfig(JsonObject json, String where) {
    this.json = json.deepCopy();
    this.where = where;
  }

  /** The file's name. */
  public String where() {
    return where;
  }

  /** A copy of all keys. */
  public JsonObject json() {
    return json.deepCopy();
  }

  /**
   * The architecture's name.
   *
   * @throws ClassifineException if it is missing
   */
  public String modelType() {
    if (!has("model_type")) {
      throw new ClassifineException(
          where
              + ": no model_type. It must name the architecture; supported are: "
              + Architectures.supported()
              + ".");
    }
    return string("model_type", null);
  }

  /** The problem type, where one is set. */
  public Optional<ProblemType> problemType() {
    return has("problem_type")
        ? Optional.of(ProblemType.of(string("problem_type", null), where + ": problem_type"))
        : Optional.empty();
  }

  /**
   * The label set of a checkpoint that has one: {@code id2label} with the keys 0 to K-1.
   *
   * @throws ClassifineException if the keys are not 0 to K-1, or a label stands twice
   */
  public Optional<LabelSet> labels() {
    if (!has("id2label")) {
      return Optional.empty();
    }
    if (!json.get("id2label").isJsonObject()) {
      throw wrong("id2label", "an object of names by id");
    }
    TreeMap<Integer, String> names = new TreeMap<>();
    json.getAsJsonObject("id2label")
        .asMap()
        .forEach((id, name) -> names.put(labelId(id), labelName(name)));
    for (int i = 0; i < names.size(); i++) {
      if (!names.containsKey(i)) {
        throw new ClassifineException(
            where
                + ": id2label has the ids "
                + names.keySet()
                + ". They must be 0 to K-1 without a gap.");
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new LabelSet(names.values().stream().toList()));
  }

  /** A whole number of at least 1, a size or a count, or the default. */
  int size(String key, int missing) {
    int value = integer(key, missing);
    if (value < 1) {
      throw wrong(key, "at least 1");
    }
    return value;
  }

  /** A number of layers, or the default. */
  int layers(String key, int missing) {
    int layers = size(key, missing);
    if (layers > MOST_LAYERS) {
      throw wrong(key, "at most " + MOST_LAYERS);
    }
    return layers;
  }

  /** {@code initializer_range}: how far new weights spread. */
  double deviation() {
    double value = number("initializer_range", 0.02);
    if (!(value >= 0 && value <= Float.MAX_VALUE)) {
      throw wrong("initializer_range", "a number of at least 0");
    }
    return value;
  }

  /** A size that has two names. */
  int size(String key, String alias, int missing) {
    return has(key) ? size(key, missing) : size(alias, missing);
  }

  /** A whole number of at least 0, or the default. */
  int count(String key, int missing) {
    int value = integer(key, missing);
    if (value < 0) {
      throw wrong(key, "at least 0");
    }
    return value;
  }

  /** A number above 0, or the default. */
  double positive(String key, Double missing) {
    double value = number(key, missing);
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw wrong(key, "above 0");
    }
    return value;
  }

  /** A whole number, or the default where the key is missing or null. */
  int integer(String key, int missing) {
    double value = number(key, (double) missing);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number");
    }
    return (int) value;
  }

  /**
   * The padding token's id: its embedding row gets no gradient. -1 where the file says that there
   * is none; a negative id counts from the end, as in PyTorch.
   *
   * @param rows how many words there are
   */
  int paddingRow(int missing, int rows) {
    if (json.has("pad_token_id") && json.get("pad_token_id").isJsonNull()) {
      return -1;
    }
    int id = integer("pad_token_id", missing);
    int row = id < 0 ? id + rows : id;
    if (row < 0 || row >= rows) {
      throw new ClassifineException(
          where + ": pad_token_id is " + id + ". It must be one of the " + rows + " words' ids.");
    }
    return row;
  }

  /**
   * A number, or the default where the key is missing or null; a null default makes it required.
   */
  Double number(String key, Double missing) {
    if (!has(key)) {
      if (missing == null) {
        throw new ClassifineException(
            where + ": no " + key + ". A " + describeType() + " configuration must hold it.");
      }
      return missing;
    }
    JsonElement value = json.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(key, "a number");
    }
    return value.getAsDouble();
  }

  /** A share in [0, 1), or the default. */
  double rate(String key, double missing) {
    double value = number(key, missing);
    if (!(value >= 0 && value < 1)) {
      throw wrong(key, "in [0, 1)");
    }
    return value;
  }

  /** A string, or the default where the key is missing or null. */
  String string(String key, String missing) {
    if (!has(key)) {
      return missing;
    }
    JsonElement value = json.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw wrong(key, "a string");
    }
    return value.getAsString();
  }

  /** True or false, or the default where the key is missing or null. */
  boolean flag(String key, boolean missing) {
    if (!has(key)) {
      return missing;
    }
    JsonElement value = json.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw wrong(key, "true or false");
    }
    return value.getAsBoolean();
  }

  /** The parts of a text between separators, or a list of strings; empty where it is missing. */
  List<String> strings(String key, String separator) {
    if (!has(key)) {
      return List.of();
    }
    if (!json.get(key).isJsonArray()) {
      return Stream.of(string(key, "").toLowerCase(Locale.ROOT).split(Pattern.quote(separator)))
          .map(String::strip)
          .toList();
    }
    List<String> parts = new ArrayList<>();
    for (JsonElement part : json.getAsJsonArray(key)) {
      if (!part.isJsonPrimitive() || !part.getAsJsonPrimitive().isString()) {
        throw wrong(key, "a list of strings");
      }
      parts.add(part.getAsString());
    }
    return parts;
  }

  /** The object under a key; an empty one where it is missing. */
  ModelConfig child(String key) {
    if (!has(key)) {
      return new ModelConfig(new JsonObject(), where + ": " + key);
    }
    if (!json.get(key).isJsonObject()) {
      throw wrong(key, "an object");
    }
    return new ModelConfig(json.getAsJsonObject(key), where + ": " + key);
  }

  /** The names of all keys. */
  Set<String> keys() {
    return json.keySet();
  }

  /** Whether the key is there and not null. */
  boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /**
   * The error for a value that would change numbers and that no program computes.
   *
   * @param rule what is supported
   */
  ClassifineException unsupported(String key, String rule) {
    return new ClassifineException(
        where
            + ": "
            + key
            + " is "
            + Json.line(json.get(key))
            + ", which is not supported. "
            + rule);
  }

  /** Refuses what makes another model of an encoder: decoding, other positions, pruned heads. */
  void refuseDecoders() {
    for (String key : List.of("is_decoder", "add_cross_attention")) {
      if (flag(key, false)) {
        throw unsupported(key, "A classifier is an encoder: it must be false.");
      }
    }
    if (!string("position_embedding_type", "absolute").equals("absolute")) {
      throw unsupported("position_embedding_type", "Only \"absolute\" is.");
    }
    if (!child("pruned_heads").keys().isEmpty()) {
      throw unsupported("pruned_heads", "All heads must be there.");
    }
  }

  /** Checks that a number of parts divides the hidden size. */
  void checkDivides(String key, int parts, int hidden) {
    if (hidden % parts != 0) {
      throw unsupported(key, "It must divide the hidden size, which is " + hidden + ".");
    }
  }

  /**
   * The configuration of the trained classifier: everything that is here, with the labels and the
   * problem type.
   *
   * @param elements what the tensors are written as, or null where they differ: then what the
   *     configuration says of it stays
   */
  ModelConfig forClassifier(
      String classifierName, LabelSet labels, ProblemType type, ElementType elements) {
    JsonObject out = json.deepCopy();
    JsonArray architectures = new JsonArray();
    architectures.add(classifierName);
    out.add("architectures", architectures);
    JsonObject id2label = new JsonObject();
    JsonObject label2id = new JsonObject();
    for (int i = 0; i < labels.size(); i++) {
      id2label.addProperty(Integer.toString(i), labels.name(i));
      label2id.addProperty(labels.name(i), i);
    }
    out.add("id2label", id2label);
    out.add("label2id", label2id);
    out.remove("num_labels");
    out.addProperty("problem_type", type.id());
    if (elements != null) {
      out.remove("torch_dtype");
      out.addProperty("dtype", DTYPES.get(elements));
    }
    return new ModelConfig(out, where);
  }

  private int labelId(String id) {
    try {
      return Integer.parseInt(id);
    } catch (NumberFormatException e) {
      throw new ClassifineException(
          where + ": id2label has the id \"" + id + "\". Ids must be the numbers 0 to K-1.", e);
    }
  }

  private String labelName(JsonElement name) {
    if (!name.isJsonPrimitive()) {
      throw wrong("id2label", "an object of names by id");
    }
    return name.getAsString();
  }

  private String describeType() {
    return has("model_type") ? string("model_type", null) : "model's";
  }

  private ClassifineException wrong(String key, String rule) {
    return new ClassifineException(
        where + ": " + key + " is " + Json.line(json.get(key)) + ". It must be " + rule + ".");
  }
}
