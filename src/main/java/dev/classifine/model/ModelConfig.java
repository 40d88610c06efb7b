package dev.classifine.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.weights.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A {@code config.json} with typed access. Keys that nobody here asks for are kept and written out
 * again.
 */
public final class ModelConfig extends JsonValues {

  /** How many layers there may be: each is written out in the program. */
  static final int MOST_LAYERS = 1000;

  /** PyTorch's names. */
  private static final Map<ElementType, String> DTYPES =
      Map.of(
          ElementType.F16, "float16",
          ElementType.BF16, "bfloat16",
          ElementType.F32, "float32",
          ElementType.F64, "float64");

  /**
   * @param json the file's content; copied
   * @param where the file's name, for errors
   */
  public ModelConfig(JsonObject json, String where) {
    super(json, where);
  }

  /**
   * The architecture's name.
   *
   * @throws ClassifineException if it is missing
   */
  public String modelType() {
    if (!has("model_type")) {
      throw new ClassifineException(
          where()
              + ": no model_type. It must name the architecture; supported are: "
              + Architectures.supported()
              + ".");
    }
    return string("model_type", null);
  }

  /** The problem type, where one is set. */
  public Optional<ProblemType> problemType() {
    return has("problem_type")
        ? Optional.of(ProblemType.of(string("problem_type", null), where() + ": problem_type"))
        : Optional.empty();
  }

  /**
   * The problem of a trained head: the one that is named, else, as transformers takes it,
   * regression for one label and single-label classification for several.
   */
  public ProblemType problemType(LabelSet labels) {
    return problemType()
        .orElse(labels.size() == 1 ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL);
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
    if (!json().get("id2label").isJsonObject()) {
      throw wrong("id2label", "an object of names by id");
    }
    TreeMap<Integer, String> names = new TreeMap<>();
    json()
        .getAsJsonObject("id2label")
        .asMap()
        .forEach((id, name) -> names.put(labelId(id), labelName(name)));
    for (int i = 0; i < names.size(); i++) {
      if (!names.containsKey(i)) {
        throw new ClassifineException(
            where()
                + ": id2label has the ids "
                + names.keySet()
                + ". They must be 0 to K-1 without a gap.");
      }
    }
    try {
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(new LabelSet(names.values().stream().toList()));
    } catch (ClassifineException e) {
      throw new ClassifineException(where() + ": id2label: " + e.getMessage(), e);
    }
  }

  /**
   * How the classifier decides: what was tuned and written with it, or the default.
   *
   * @throws ClassifineException if what is written breaks a rule
   */
  public Decision decision(ProblemType type, LabelSet labels) {
    return DecisionJson.read(child(DecisionJson.KEY), type, labels);
  }

  /** The same configuration with another decision, whatever the one that is here. */
  public ModelConfig withDecision(Decision decision, LabelSet labels) {
    JsonObject out = json();
    out.remove(DecisionJson.KEY);
    if (!decision.isDefault()) {
      out.add(DecisionJson.KEY, DecisionJson.write(decision, labels));
    }
    return new ModelConfig(out, where());
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

  /**
   * The padding token's id: its embedding row gets no gradient. -1 where the file says that there
   * is none; a negative id counts from the end, as in PyTorch.
   *
   * @param rows how many words there are
   */
  int paddingRow(int missing, int rows) {
    if (isNull("pad_token_id")) {
      return -1;
    }
    int id = integer("pad_token_id", missing);
    int row = id < 0 ? id + rows : id;
    if (row < 0 || row >= rows) {
      throw new ClassifineException(
          where() + ": pad_token_id is " + id + ". It must be one of the " + rows + " words' ids.");
    }
    return row;
  }

  /** Refuses what makes another model of an encoder: decoding, pruned heads. */
  void refuseDecoders() {
    for (String key : List.of("is_decoder", "add_cross_attention")) {
      if (flag(key, false)) {
        throw unsupported(key, "A classifier is an encoder: it must be false.");
      }
    }
    if (!child("pruned_heads").keys().isEmpty()) {
      throw unsupported("pruned_heads", "All heads must be there.");
    }
  }

  /**
   * Refuses other than absolute positions, of an architecture that transformers 4 had with them.
   */
  void refuseRelativePositions() {
    if (!string("position_embedding_type", "absolute").equals("absolute")) {
      throw unsupported("position_embedding_type", "Only \"absolute\" is.");
    }
  }

  /** Checks that a number of parts divides the hidden size. */
  void checkDivides(String key, int parts, int hidden) {
    if (hidden % parts != 0) {
      throw unsupported(key, "It must divide the hidden size, which is " + hidden + ".");
    }
  }

  /**
   * The configuration of the trained classifier: everything that is here, with the labels, the
   * problem type and the decision. One that is here already was for other weights and goes.
   *
   * @param elements what the tensors are written as, or null where they differ: then what the
   *     configuration says of it stays
   */
  ModelConfig forClassifier(
      String classifierName, LabelSet labels, Decision decision, ElementType elements) {
    JsonObject out = json();
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
    out.addProperty("problem_type", decision.problemType().id());
    if (elements != null) {
      out.remove("torch_dtype");
      out.addProperty("dtype", DTYPES.get(elements));
    }
    return new ModelConfig(out, where()).withDecision(decision, labels);
  }

  private int labelId(String id) {
    try {
      return Integer.parseInt(id);
    } catch (NumberFormatException e) {
      throw new ClassifineException(
          where() + ": id2label has the id \"" + id + "\". Ids must be the numbers 0 to K-1.", e);
    }
  }

  private String labelName(JsonElement name) {
    if (!name.isJsonPrimitive()) {
      throw wrong("id2label", "an object of names by id");
    }
    return name.getAsString();
  }
}
