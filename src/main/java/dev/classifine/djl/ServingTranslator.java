package dev.classifine.djl;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.Prediction;
import dev.classifine.TextPipeline;
import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * What DJL Serving hands over and wants back. A request is a plain text; or in JSON a string, an
 * object with {@code text} and perhaps {@code text_pair}, or a list of these, as it is or under the
 * key {@code inputs}.
 */
final class ServingTranslator implements NoBatchifyTranslator<Input, Output> {

  private static final String SEVERAL = "several";

  private final TextPipeline texts;
  private final Function<Prediction, Object> output;

  /**
   * @param output what becomes of a prediction, and then of that JSON
   */
  ServingTranslator(TextPipeline texts, Function<Prediction, Object> output) {
    this.texts = texts;
    this.output = output;
  }

  @Override
  public NDList processInput(TranslatorContext context, Input input) throws TranslateException {
    if (input.getContent().isEmpty()) {
      throw new TranslateException("The request has no content. It must be a text, or JSON.");
    }
    String text = input.getData().getAsString();
    String type = input.getProperty("Content-Type", "");
    if (!type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
      return texts.inputs(context.getNDManager(), List.of(new Example(text, null, null, 0)));
    }
    JsonElement asked = parsed(text);
    if (asked instanceof JsonObject object && object.has("inputs")) {
      asked = object.get("inputs");
    }
    if (asked instanceof JsonArray list && !list.isEmpty()) {
      context.setAttachment(SEVERAL, true);
      List<Example> examples =
          StreamSupport.stream(list.spliterator(), false).map(ServingTranslator::example).toList();
      return texts.inputs(context.getNDManager(), examples);
    }
    return texts.inputs(context.getNDManager(), List.of(example(asked)));
  }

  @Override
  public Output processOutput(TranslatorContext context, NDList logits) {
    List<Object> all = texts.predictions(logits.singletonOrThrow()).stream().map(output).toList();
    boolean several = context.getAttachment(SEVERAL) != null;
    Output answer = new Output();
    answer.addProperty("Content-Type", "application/json");
    answer.add(BytesSupplier.wrapAsJson(several ? all : all.get(0)));
    return answer;
  }

  private static JsonElement parsed(String text) throws TranslateException {
    try {
      return Json.parse(text, "The request");
    } catch (ClassifineException e) {
      throw new TranslateException(e.getMessage(), e);
    }
  }

  private static Example example(JsonElement json) {
    if (json instanceof JsonObject pair && pair.has("text")) {
      return new Example(
          string(pair.get("text")),
          pair.has("text_pair") ? string(pair.get("text_pair")) : null,
          null,
          0);
    }
    return new Example(string(json), null, null, 0);
  }

  private static String string(JsonElement json) {
    if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()) {
      return json.getAsString();
    }
    throw new IllegalArgumentException(
        "The request has "
            + Json.kind(json)
            + " where a text must stand: a string, or an object with text and text_pair.");
  }
}
