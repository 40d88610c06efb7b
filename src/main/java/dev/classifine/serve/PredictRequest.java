package dev.classifine.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code POST /predict} asks for: {@code {"text": "..."}} with or without a {@code text_pair},
 * or {@code {"texts": [...]}}, a list of strings and such objects.
 *
 * @param examples the texts
 * @param single whether it was one text, and no list
 * @param topK how many scores are given, the highest first; 0 for all, in the order of the labels
 * @param scores whether scores are given
 */
record PredictRequest(List<Example> examples, boolean single, int topK, boolean scores) {

  private static final String TEXT = "text";
  private static final String PAIR = "text_pair";
  private static final String TEXTS = "texts";
  private static final String TOP_K = "top_k";
  private static final String SCORES = "scores";

  /**
   * Reads it.
   *
   * @param body JSON
   * @throws RefusedException if it is no such object (400), or asks for too much (413)
   */
  static PredictRequest parse(String body, ServeLimits limits) {
    JsonObject json;
    try {
      json = Json.parseObject(body, "The body");
    } catch (ClassifineException e) {
      throw new RefusedException(400, e.getMessage());
    }
    checkKeys(json, Set.of(TEXT, PAIR, TEXTS, TOP_K, SCORES), "The body");
    boolean single = json.has(TEXT);
    if (single == json.has(TEXTS)) {
      throw new RefusedException(
          400,
          "The body has "
              + (single ? "both \"text\" and \"texts\"" : "neither \"text\" nor \"texts\"")
              + ". It must have one of them: a string, or a list of strings.");
    }
    if (!single && json.has(PAIR)) {
      throw new RefusedException(
          400,
          "\"text_pair\" stands beside \"texts\". A pair in a list is an object of its own:"
              + " {\"text\": \"...\", \"text_pair\": \"...\"}.");
    }
    List<Example> examples =
        single ? List.of(example(json, "", limits)) : list(json.get(TEXTS), limits);
    return new PredictRequest(examples, single, topK(json), scores(json));
  }

  private static List<Example> list(JsonElement json, ServeLimits limits) {
    if (!(json instanceof JsonArray list)) {
      throw new RefusedException(
          400, "\"texts\" is " + Json.kind(json) + ". It must be a list of strings.");
    }
    if (list.isEmpty()) {
      throw new RefusedException(400, "\"texts\" is empty. It must hold at least one text.");
    }
    if (list.size() > limits.texts()) {
      throw new RefusedException(
          413,
          "\"texts\" holds "
              + list.size()
              + " texts, and a request may have "
              + limits.texts()
              + ". Send them in several requests.");
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String place = TEXTS + "[" + i + "]";
      if (list.get(i) instanceof JsonObject pair) {
        checkKeys(pair, Set.of(TEXT, PAIR), place);
        examples.add(example(pair, place + ".", limits));
      } else {
        String text = string(list.get(i), place);
        checkLength(text.length(), place, limits);
        examples.add(new Example(text, null, null, i));
      }
    }
    return examples;
  }

  private static Example example(JsonObject json, String place, ServeLimits limits) {
    String text = string(json.get(TEXT), place + TEXT);
    String second = json.has(PAIR) ? string(json.get(PAIR), place + PAIR) : null;
    checkLength(
        (long) text.length() + (second == null ? 0 : second.length()), place + TEXT, limits);
    return new Example(text, second, null, 0);
  }

  private static String string(JsonElement json, String place) {
    if (json == null || !json.isJsonPrimitive() || !json.getAsJsonPrimitive().isString()) {
      throw new RefusedException(
          400,
          place + " is " + (json == null ? "missing" : Json.kind(json)) + ". It must be a string.");
    }
    return json.getAsString();
  }

  private static void checkLength(long length, String place, ServeLimits limits) {
    if (length > limits.characters()) {
      throw new RefusedException(
          413,
          place
              + " has "
              + length
              + " characters, and a text may have "
              + limits.characters()
              + ". Shorten it: what is above the model's length is not read anyway.");
    }
  }

  private static int topK(JsonObject json) {
    if (!json.has(TOP_K)) {
      return 0;
    }
    JsonElement value = json.get(TOP_K);
    if (value.isJsonPrimitive()
        && Json.scalar(value) instanceof Long number
        && number >= 1
        && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw new RefusedException(400, "top_k is " + value + ". It must be a whole number from 1.");
  }

  private static boolean scores(JsonObject json) {
    if (!json.has(SCORES)) {
      return true;
    }
    JsonElement value = json.get(SCORES);
    if (value.isJsonPrimitive() && Json.scalar(value) instanceof Boolean wanted) {
      return wanted;
    }
    throw new RefusedException(
        400, "scores is " + Json.kind(value) + ". It must be true or false.");
  }

  private static void checkKeys(JsonObject json, Set<String> known, String place) {
    for (String key : json.keySet()) {
      if (!known.contains(key)) {
        throw new RefusedException(
            400,
            place
                + " has the key \""
                + key
                + "\", which is not known. It may have "
                + String.join(", ", known.stream().sorted().toList())
                + ".");
      }
    }
  }
}
