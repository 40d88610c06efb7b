package dev.classifine.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files of a repository a text classifier needs. It is a model, or where it has a PEFT
 * adapter's configuration an adapter, whose base model is elsewhere. The weights are fetched last:
 * where they are, the rest is.
 */
final class ModelFiles {

  private static final String CONFIG = "config.json";

  /** It makes a repository an adapter, as it does a folder; its other files are optional then. */
  private static final String ADAPTER_CONFIG = "adapter_config.json";

  /** The best form first. */
  private static final List<String> WEIGHTS =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json");

  private static final List<String> ADAPTER_WEIGHTS =
      List.of("adapter_model.safetensors", "adapter_model.bin");

  private static final String INDEX = ".index.json";

  /** A tokenizer has at least one of these. */
  private static final List<String> VOCABULARIES =
      List.of(
          "tokenizer.json",
          "vocab.txt",
          "vocab.json",
          "spiece.model",
          "spm.model",
          "sentencepiece.bpe.model");

  private static final List<String> TOKENIZER_EXTRAS =
      List.of(
          "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt");

  private static final Pattern SHARD =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.(?:safetensors|bin)");

  private ModelFiles() {}

  /** What a repository lacks to be a model or an adapter that can be read, if anything. */
  static Optional<String> problemOf(Set<String> listed) {
    if (!listed.contains(CONFIG) && !listed.contains(ADAPTER_CONFIG)) {
      return Optional.of(
          "the repository has no "
              + CONFIG
              + " and no "
              + ADAPTER_CONFIG
              + ", so it is neither a model of Hugging Face's transformers nor an adapter of PEFT."
              + " Name another model.");
    }
    return weights(listed).isPresent()
        ? Optional.empty()
        : Optional.of(
            "the repository has none of "
                + String.join(", ", weightNames(listed::contains))
                + (listed.contains(ADAPTER_CONFIG)
                    ? ", which belong to its " + ADAPTER_CONFIG + ". Name another adapter"
                    : ": its weights are of another format. Name another model")
                + " or revision.");
  }

  /** The configurations and the tokenizer's files, of those that the hub lists. */
  static List<String> small(Set<String> listed) {
    return Stream.of(List.of(ADAPTER_CONFIG, CONFIG), VOCABULARIES, TOKENIZER_EXTRAS)
        .flatMap(List::stream)
        .filter(listed::contains)
        .toList();
  }

  /** The weights, or the index that names their files, of those that the hub lists. */
  static Optional<String> weights(Set<String> listed) {
    return weightNames(listed::contains).stream().filter(listed::contains).findFirst();
  }

  private static List<String> weightNames(Predicate<String> there) {
    return there.test(ADAPTER_CONFIG) ? ADAPTER_WEIGHTS : WEIGHTS;
  }

  static boolean isIndex(String name) {
    return name.endsWith(INDEX);
  }

  /**
   * The files that an index of weights names.
   *
   * @throws ClassifineException if the file is not such an index, or names what is not a plain file
   *     name
   */
  static Set<String> shards(Path index) {
    try {
      if (Files.size(index) > HubApi.LONGEST_JSON) {
        throw new ClassifineException(
            index
                + ": longer than "
                + HubApi.LONGEST_JSON
                + " bytes, which no index of weights is.");
      }
    } catch (IOException e) {
      throw new ClassifineException(index + ": cannot be read.", e);
    }
    JsonObject root = Json.readObject(index);
    JsonElement map = root.get("weight_map");
    if (map == null || !map.isJsonObject() || map.getAsJsonObject().isEmpty()) {
      throw new ClassifineException(index + ": no \"weight_map\" that names the weights' files.");
    }
    Set<String> shards = new TreeSet<>();
    for (Map.Entry<String, JsonElement> weight : map.getAsJsonObject().entrySet()) {
      JsonElement file = weight.getValue();
      String name = file.isJsonPrimitive() ? file.getAsString() : "";
      if (!SHARD.matcher(name).matches()) {
        throw new ClassifineException(
            index
                + ": the file of weight "
                + Plain.text(weight.getKey())
                + " is "
                + Plain.text(file.toString())
                + ", where the plain name of a .safetensors or .bin file must stand.");
      }
      shards.add(name);
    }
    return shards;
  }

  /**
   * Whether a snapshot has the configuration and all weights of a model or an adapter: of the form
   * that is read, which is the best that is there, even where only a worse one is whole.
   */
  static boolean hasModel(Path snapshot) {
    Predicate<String> there = name -> Files.isRegularFile(snapshot.resolve(name));
    if (!there.test(CONFIG) && !there.test(ADAPTER_CONFIG)) {
      return false;
    }
    return weightNames(there).stream()
        .filter(name -> Files.exists(snapshot.resolve(name), LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .filter(there)
        .filter(name -> !isIndex(name) || isWhole(snapshot, name, there))
        .isPresent();
  }

  private static boolean isWhole(Path snapshot, String index, Predicate<String> there) {
    try {
      return shards(snapshot.resolve(index)).stream().allMatch(there);
    } catch (ClassifineException e) {
      return false;
    }
  }

  /** Whether a snapshot has a tokenizer. */
  static boolean hasVocabulary(Path snapshot) {
    return VOCABULARIES.stream().anyMatch(name -> Files.isRegularFile(snapshot.resolve(name)));
  }
}
