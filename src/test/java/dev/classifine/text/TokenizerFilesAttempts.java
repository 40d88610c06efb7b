package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.JsonMutations;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Damages the files beside {@code tokenizer.json}, and those that stand in its place. */
final class TokenizerFilesAttempts {

  private static final List<String> TYPES =
      List.of("bert", "roberta", "xlm-roberta", "mpnet", "modernbert", "");

  private static final String SETTINGS =
      """
      {"do_lower_case":true,"strip_accents":null,"tokenize_chinese_chars":true,
       "tokenizer_class":"BertTokenizer","model_max_length":512,"add_prefix_space":false,
       "truncation_side":"right","model_input_names":["input_ids"],"unk_token":"[UNK]",
       "added_tokens_decoder":{"0":{"content":"[PAD]","lstrip":false,"normalized":false,
       "rstrip":false,"single_word":false,"special":true}}}\
      """;

  private TokenizerFilesAttempts() {}

  /** The files of a seed. */
  static Map<String, byte[]> files(long seed) {
    Random random = new Random(seed * 15485863 + 3);
    JsonMutations mutations = new JsonMutations(random, List.of("\"[CLS]\"", "\"<s>\"", "\" \""));
    Map<String, String> texts = new TreeMap<>();
    boolean wordPiece = random.nextBoolean();
    JsonObject source = TokenizerMutations.read(wordPiece ? "bert" : "roberta");
    JsonObject model = source.getAsJsonObject("model");
    JsonElement map =
        JsonParser.parseString(
            "{\"cls_token\":\"[CLS]\",\"sep_token\":{\"content\":\"[SEP]\",\"lstrip\":false,"
                + "\"normalized\":false,\"rstrip\":true,\"single_word\":true},\"x\":1}");
    JsonElement added = JsonParser.parseString("{\"[NEW]\":400,\"[X]\":401,\" \":402}");
    JsonElement settings = JsonParser.parseString(SETTINGS);
    List<JsonElement> trees = List.of(map, added, settings, model.get("vocab"));
    for (int i = random.nextInt(4); i > 0; i--) {
      mutations.damage(trees.get(random.nextInt(4)));
    }
    if (random.nextInt(4) == 0) {
      texts.put("tokenizer.json", Json.line(source));
    } else if (wordPiece) {
      List<String> tokens = new ArrayList<>(model.getAsJsonObject("vocab").keySet());
      for (int i = random.nextInt(3); i > 0; i--) {
        int at = random.nextInt(tokens.size());
        tokens.set(at, List.of("", " ", "\u0000", "##", "[CLS]", "\ufffd").get(random.nextInt(6)));
      }
      texts.put("vocab.txt", String.join(random.nextBoolean() ? "\n" : "\r\n", tokens));
    } else {
      texts.put("vocab.json", Json.line(model.get("vocab")));
      texts.put("merges.txt", merges(model.getAsJsonArray("merges"), random));
    }
    texts.put("tokenizer_config.json", Json.line(settings));
    texts.put("special_tokens_map.json", Json.line(map));
    texts.put("added_tokens.json", Json.line(added));
    texts.keySet().removeIf(name -> random.nextInt(12) == 0);
    Map<String, byte[]> files = new HashMap<>();
    texts.forEach((name, text) -> files.put(name, bytes(text, random)));
    return files;
  }

  private static String merges(JsonArray merges, Random random) {
    List<String> lines = new ArrayList<>(List.of("#version: 0.2"));
    for (JsonElement merge : merges) {
      lines.add(
          merge instanceof JsonArray pair
              ? pair.get(0).getAsString() + " " + pair.get(1).getAsString()
              : merge.getAsString());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      lines.set(
          random.nextInt(lines.size()),
          List.of("", " ", "a", "a b c", "nowhere x", "\u0000 \u0000").get(random.nextInt(6)));
    }
    return String.join("\n", lines);
  }

  private static byte[] bytes(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0 && bytes.length > 0) {
      for (int i = 0; i < 3; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    return bytes;
  }

  /** As {@link TokenizerAttempts#outcome}. */
  static String outcome(long seed) {
    Map<String, byte[]> content = files(seed);
    Random random = new Random(seed);
    String type = TYPES.get(random.nextInt(TYPES.size()));
    try {
      TokenizerFiles files = new TokenizerFiles(content::get, "folder", type);
      int length = Math.min(64, files.maxLength());
      boolean types = files.givesTypes();
      boolean fromStart = files.cutsFromStart();
      try (TextTokenizer tokenizer =
          TextTokenizer.load(
              files.json(),
              "folder/tokenizer.json",
              new TokenLimits(length, 1 << 20, types ? 2 : 0, fromStart))) {
        tokenizer.encode(TokenizerAttempts.TEXTS, null);
        List<String> pairs = new ArrayList<>(TokenizerAttempts.TEXTS);
        Collections.reverse(pairs);
        tokenizer.encode(TokenizerAttempts.TEXTS, pairs);
      }
      return "works";
    } catch (ClassifineException e) {
      return "refused " + e.getMessage().replace('\n', ' ').replace('\r', ' ');
    } catch (Throwable e) {
      return "fails " + e + " at " + e.getStackTrace()[0] + " " + trace(e);
    }
  }

  private static String trace(Throwable e) {
    return Arrays.stream(e.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("dev.classifine"))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("");
  }
}
