package dev.classifine.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tokenizer of a checkpoint as the files of Hugging Face's layout describe it: {@code
 * tokenizer.json}, or {@code vocab.txt} (WordPiece), or {@code vocab.json} and {@code merges.txt}
 * (byte-level BPE), each with {@code tokenizer_config.json} beside it.
 */
public final class TokenizerFiles {

  private static final List<String> SENTENCE_PIECE =
      List.of("spiece.model", "spm.model", "sentencepiece.bpe.model");

  /** Tokenizer classes of transformers that give a model no token types. */
  private static final Set<String> UNTYPED =
      Set.of(
          "PreTrainedTokenizerFast",
          "TokenizersBackend",
          "AlbertTokenizer",
          "DistilBertTokenizer",
          "MPNetTokenizer",
          "RobertaTokenizer",
          "XLMRobertaTokenizer");

  private final Function<String, byte[]> files;
  private final String where;
  private final String modelType;
  private final JsonObject config;

  /**
   * @param files the content of a file by its name, or null where there is no such file
   * @param where the checkpoint, for errors
   * @param modelType {@code model_type} of the checkpoint's configuration
   */
  public TokenizerFiles(Function<String, byte[]> files, String where, String modelType) {
    this.files = files;
    this.where = where;
    this.modelType = modelType;
    this.config = object("tokenizer_config.json").orElseGet(JsonObject::new);
  }

  /**
   * The content of {@code tokenizer.json}: the file's own, or made from the vocabulary. For
   * tokenizers of the BERT classes {@code do_lower_case}, {@code strip_accents} and {@code
   * tokenize_chinese_chars} of {@code tokenizer_config.json} win, as in transformers.
   *
   * @throws ClassifineException if there are no files of a known kind, or they are damaged
   */
  public String json() {
    if (files.apply("tokenizer.json") != null) {
      return adjusted(text("tokenizer.json"));
    }
    SpecialTokens special = new SpecialTokens(this, config);
    if (files.apply("vocab.txt") != null) {
      return Json.line(WordPieceJson.of(text("vocab.txt"), place("vocab.txt"), special, config));
    }
    if (files.apply("vocab.json") != null && files.apply("merges.txt") != null) {
      JsonObject vocabulary = object("vocab.json").orElseThrow();
      return Json.line(
          ByteLevelJson.of(vocabulary, place("vocab.json"), text("merges.txt"), special, config));
    }
    throw new ClassifineException(
        where
            + ": no tokenizer.json"
            + (SENTENCE_PIECE.stream().anyMatch(name -> files.apply(name) != null)
                ? " (a SentencePiece model alone is not read)"
                : "")
            + ", and neither vocab.txt nor vocab.json with merges.txt. A checkpoint must hold its"
            + " tokenizer; with transformers,"
            + " AutoTokenizer.from_pretrained(...).save_pretrained(folder) writes tokenizer.json.");
  }

  /** Where a file is, for errors. */
  String place(String name) {
    return where + "/" + name;
  }

  /**
   * Whether the tokenizer gives a model token types: what {@code model_input_names} says, else the
   * tokenizer's class, else the model's type; as transformers 5.
   */
  public boolean givesTypes() {
    JsonElement names = config.get("model_input_names");
    if (names != null && names.isJsonArray()) {
      return names.toString().contains("\"token_type_ids\"");
    }
    String tokenizerClass = string("tokenizer_class").orElse("");
    if (!tokenizerClass.isEmpty()) {
      return !UNTYPED.contains(tokenizerClass)
          && !UNTYPED.contains(tokenizerClass.replaceFirst("Fast$", ""));
    }
    return Set.of("bert", "electra", "deberta-v2").contains(modelType);
  }

  /** {@code model_max_length}; transformers writes a huge number for "unknown". */
  public int maxLength() {
    JsonElement limit = config.get("model_max_length");
    boolean isNumber =
        limit != null && limit.isJsonPrimitive() && limit.getAsJsonPrimitive().isNumber();
    if (isNumber && !(limit.getAsDouble() >= TextTokenizer.MIN_LENGTH)) {
      throw new ClassifineException(
          place("tokenizer_config.json")
              + ": model_max_length is "
              + limit
              + ". It must be at least "
              + TextTokenizer.MIN_LENGTH
              + "; --max-length sets another.");
    }
    return isNumber ? (int) Math.min(Integer.MAX_VALUE, limit.getAsDouble()) : Integer.MAX_VALUE;
  }

  /** Whether {@code truncation_side} says that a text loses its beginning rather than its end. */
  public boolean cutsFromStart() {
    return string("truncation_side").orElse("right").equals("left");
  }

  /** {@code model_type} of the checkpoint. */
  String modelType() {
    return modelType;
  }

  /** A JSON file's object, where the file is there. */
  Optional<JsonObject> object(String name) {
    return files.apply(name) == null
        ? Optional.empty()
        : Optional.of(Json.parseObject(text(name), place(name)));
  }

  private String adjusted(String json) {
    String tokenizerClass = string("tokenizer_class").orElse("");
    Map<String, JsonElement> settings = new LinkedHashMap<>();
    settings.put("lowercase", config.get("do_lower_case"));
    settings.put("strip_accents", config.get("strip_accents"));
    settings.put("handle_chinese_chars", config.get("tokenize_chinese_chars"));
    settings.values().removeIf(value -> value == null || value.isJsonNull());
    boolean ofBert =
        Stream.of("Bert", "DistilBert", "Electra", "MPNet")
            .anyMatch(name -> tokenizerClass.matches(name + "Tokenizer(Fast)?"));
    if (!ofBert || settings.isEmpty()) {
      return json;
    }
    JsonObject tokenizer = Json.parseObject(json, place("tokenizer.json"));
    if (tokenizer.get("normalizer") instanceof JsonObject normalizer
        && "\"BertNormalizer\"".equals(String.valueOf(normalizer.get("type")))) {
      settings.forEach(normalizer::add);
      return Json.line(tokenizer);
    }
    return json;
  }

  private Optional<String> string(String key) {
    JsonElement value = config.get(key);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  private String text(String name) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(files.apply(name)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ClassifineException(
          place(name) + ": not valid UTF-8, which it must be. Fetch it again.", e);
    }
  }
}
