package dev.classifine.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Strict JSON (RFC 8259) in, pretty JSON out. Numbers keep the digits that they were written with.
 */
public final class Json {

  /** What the parser tells a programmer; a person who wrote the file has no use for it. */
  private static final int LONGEST_REASON = 200;

  private static final String GSON_ADVICE =
      "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON";

  private static final Gson PRETTY =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls()
          .serializeSpecialFloatingPointValues()
          .create();
  private static final Gson LINE =
      new GsonBuilder()
          .disableHtmlEscaping()
          .serializeNulls()
          .serializeSpecialFloatingPointValues()
          .create();

  private Json() {}

  /**
   * Parses one JSON value that is the whole text.
   *
   * @param where what to call the text in an error, such as {@code "config.json"} or {@code
   *     "train.jsonl:3"}
   * @throws ClassifineException if it is not JSON, with the place and what is wrong
   */
  public static JsonElement parse(String text, String where) {
    return parse(text, where, JsonParser::parseReader);
  }

  /**
   * As {@link #parse}, for what people write: a name that stands twice in an object is an error,
   * where otherwise the last value would win.
   */
  public static JsonElement parseDistinct(String text, String where) {
    return parse(text, where, reader -> distinct(reader, where));
  }

  /** How a value is made of what the parser reads. */
  private interface Reading {
    JsonElement of(JsonReader reader) throws IOException;
  }

  private static JsonElement parse(String text, String where, Reading reading) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      if (text.isBlank()) {
        throw new ClassifineException(where + ": empty, where a JSON value must stand.");
      }
      JsonElement value = reading.of(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new ClassifineException(where + ": more text after the end of the JSON value.");
      }
      return value;
    } catch (OutOfMemoryError e) {
      throw new ClassifineException(
          where
              + ": its JSON does not fit into Java's memory of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB. Use the file that the model was published with, or raise Java's -Xmx.",
          e);
    } catch (JsonParseException | IOException | StackOverflowError e) {
      throw new ClassifineException(where + ": not valid JSON: " + firstSentence(e) + ".", e);
    }
  }

  /** Of what is nested at most as deep as the parser allows. */
  private static JsonElement distinct(JsonReader reader, String where) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> distinctObject(reader, where);
      case BEGIN_ARRAY -> distinctList(reader, where);
      default -> JsonParser.parseReader(reader);
    };
  }

  private static JsonObject distinctObject(JsonReader reader, String where) throws IOException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (object.has(name)) {
        throw new ClassifineException(
            "%s: \"%s\" stands twice in one object, where one value can be meant. Remove the other."
                .formatted(where, shortened(name)));
      }
      object.add(name, distinct(reader, where));
    }
    reader.endObject();
    return object;
  }

  private static JsonArray distinctList(JsonReader reader, String where) throws IOException {
    JsonArray list = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      list.add(distinct(reader, where));
    }
    reader.endArray();
    return list;
  }

  /** Parses text whose value must be an object; errors as in {@link #parse}. */
  public static JsonObject parseObject(String text, String where) {
    return object(parse(text, where), where);
  }

  /** Parses text whose value must be an object; errors as in {@link #parseDistinct}. */
  public static JsonObject parseDistinctObject(String text, String where) {
    return object(parseDistinct(text, where), where);
  }

  private static JsonObject object(JsonElement value, String where) {
    if (!value.isJsonObject()) {
      throw new ClassifineException(
          where + ": " + kind(value) + " where a JSON object { ... } must stand.");
    }
    return value.getAsJsonObject();
  }

  /** Reads a file whose value must be an object; errors name the file. */
  public static JsonObject readObject(Path file) {
    try {
      return parseObject(decoded(SmallFile.read(file)), file.toString());
    } catch (CharacterCodingException e) {
      throw new ClassifineException(file + ": not valid UTF-8, which JSON must be.", e);
    }
  }

  private static String decoded(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Pretty JSON with a line feed at the end, as a file is written. */
  public static String pretty(Object value) {
    return PRETTY.toJson(value) + "\n";
  }

  /** JSON on one line, without the line feed. */
  public static String line(Object value) {
    return LINE.toJson(value);
  }

  /**
   * A value that is no list or object as Java has it: a text, true or false, null, or a number, as
   * {@link #number} has it.
   */
  public static Object scalar(JsonElement value) {
    if (value.isJsonNull()) {
      return null;
    }
    JsonPrimitive primitive = value.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    String text = primitive.getAsString();
    if (!primitive.isNumber()) {
      return text;
    }
    return number(text);
  }

  /** A number as Java has it: a Long where it is written as a whole one and fits, else a Double. */
  public static Number number(String text) {
    if (text.matches("-?[0-9]+")) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        return Double.valueOf(text); // beyond the greatest Long
      }
    }
    return Double.valueOf(text);
  }

  /** The value, or null for a number that is not finite, since JSON has none such. */
  public static Object finiteOrNull(Object value) {
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }

  /** What kind of value it is, in words for an error: "a string", "a list". */
  public static String kind(JsonElement value) {
    if (value.isJsonNull()) {
      return "null";
    }
    if (value.isJsonObject()) {
      return "an object";
    }
    if (value.isJsonArray()) {
      return "a list";
    }
    if (value.getAsJsonPrimitive().isString()) {
      return "a string";
    }
    return value.getAsJsonPrimitive().isNumber() ? "a number" : "true or false";
  }

  private static String firstSentence(Throwable e) {
    String message = e instanceof StackOverflowError ? "nested too deeply" : e.getMessage();
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    int cut = message.indexOf('\n');
    String line = cut < 0 ? message : message.substring(0, cut);
    int colon = line.indexOf("Exception: ");
    String told = colon < 0 ? line : line.substring(colon + "Exception: ".length());
    return shortened(told.replace(GSON_ADVICE, "malformed"));
  }

  /** A deep place has a path as long as the nesting. */
  private static String shortened(String message) {
    return message.length() <= LONGEST_REASON
        ? message
        : message.substring(0, LONGEST_REASON) + "...";
  }
}
