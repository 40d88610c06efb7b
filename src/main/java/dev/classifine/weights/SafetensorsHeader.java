package dev.classifine.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Reads the JSON header of a {@code .safetensors} file. It is read as a stream, because a JSON tree
 * would not show a name that occurs twice.
 */
final class SafetensorsHeader {

  static final String METADATA = "__metadata__";

  private final DamagedFile file;
  private final long dataLength;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, String> unknownTypes = new LinkedHashMap<>();

  private SafetensorsHeader(DamagedFile file, long dataLength) {
    this.file = file;
    this.dataLength = dataLength;
  }

  /**
   * Reads and checks a header.
   *
   * @param dataLength how many bytes follow the header
   */
  static SafetensorsHeader parse(DamagedFile file, byte[] json, long dataLength) {
    if (json.length == 0 || json[0] != '{') {
      throw file.because("the header must be a JSON object that begins with '{'");
    }
    SafetensorsHeader header = new SafetensorsHeader(file, dataLength);
    // A new decoder refuses malformed UTF-8, where one made by the reader would replace it.
    try (JsonReader in =
        new JsonReader(
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()))) {
      in.setStrictness(Strictness.STRICT);
      header.read(in);
    } catch (CharacterCodingException e) {
      throw file.because("the header is not valid UTF-8", e);
    } catch (IOException e) {
      throw file.because("the header is not valid JSON: " + firstLine(e), e);
    }
    StoredTensor.checkLayout(file, header.tensors.values(), dataLength);
    return header;
  }

  /** The tensors by name, in the header's order. */
  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** What the header calls the types that are {@link ElementType#UNKNOWN}, by the tensor. */
  Map<String, String> unknownTypes() {
    return unknownTypes;
  }

  /** What {@code __metadata__} holds. */
  Map<String, String> metadata() {
    return metadata;
  }

  private void read(JsonReader in) throws IOException {
    boolean metadataSeen = false;
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      boolean isMetadata = name.equals(METADATA);
      if (isMetadata ? metadataSeen : tensors.containsKey(name)) {
        throw file.because("the name '" + name + "' occurs twice in the header");
      }
      if (isMetadata) {
        metadataSeen = true;
        readMetadata(in);
      } else {
        tensors.put(name, readTensor(in, name));
      }
    }
    in.endObject();
    in.peek(); // refuses anything but white space after the object
  }

  private void readMetadata(JsonReader in) throws IOException {
    begin(in, JsonToken.BEGIN_OBJECT, METADATA);
    while (in.hasNext()) {
      String key = in.nextName();
      if (metadata.put(key, text(in, METADATA + " '" + key + "'")) != null) {
        throw file.because(METADATA + " '" + key + "' occurs twice");
      }
    }
    in.endObject();
  }

  private StoredTensor readTensor(JsonReader in, String name) throws IOException {
    String where = "tensor '" + name + "'";
    String type = null;
    long[] shape = null;
    long[] offsets = null;
    begin(in, JsonToken.BEGIN_OBJECT, where);
    while (in.hasNext()) {
      String key = in.nextName();
      String what = where + ": " + key;
      boolean again;
      switch (key) {
        case "dtype" -> {
          again = type != null;
          type = text(in, what);
        }
        case "shape" -> {
          again = shape != null;
          shape = numbers(in, what);
        }
        case "data_offsets" -> {
          again = offsets != null;
          offsets = numbers(in, what);
        }
        default ->
            throw file.because(
                what + " is unknown: an entry has dtype, shape and data_offsets, nothing else");
      }
      if (again) {
        throw file.because(what + " occurs twice");
      }
    }
    in.endObject();
    if (type == null || shape == null || offsets == null) {
      String missing = type == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw file.because(where + " has no " + missing);
    }
    return StoredTensor.of(file, info(name, type, shape), offsets, dataLength);
  }

  private TensorInfo info(String name, String type, long[] shape) {
    Optional<ElementType> known = ElementType.named(type);
    if (known.isEmpty()) {
      unknownTypes.put(name, type);
    }
    return TensorInfo.of(file, name, known.orElse(ElementType.UNKNOWN), shape);
  }

  private void begin(JsonReader in, JsonToken wanted, String where) throws IOException {
    expect(in, wanted, where);
    if (wanted == JsonToken.BEGIN_OBJECT) {
      in.beginObject();
    } else {
      in.beginArray();
    }
  }

  private String text(JsonReader in, String where) throws IOException {
    expect(in, JsonToken.STRING, where);
    return in.nextString();
  }

  private long[] numbers(JsonReader in, String where) throws IOException {
    begin(in, JsonToken.BEGIN_ARRAY, where);
    LongStream.Builder numbers = LongStream.builder();
    while (in.hasNext()) {
      expect(in, JsonToken.NUMBER, where);
      String digits = in.nextString();
      try {
        numbers.add(Long.parseLong(digits));
      } catch (NumberFormatException e) {
        throw file.because(where + " holds " + digits + ", which is not a 64-bit integer", e);
      }
    }
    in.endArray();
    return numbers.build().toArray();
  }

  private void expect(JsonReader in, JsonToken wanted, String where) throws IOException {
    JsonToken found = in.peek();
    if (found != wanted) {
      throw file.because(where + ": found " + words(found) + " where " + words(wanted) + " stands");
    }
  }

  /** Gson's own advice follows on a second line. */
  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).split("\\R", 2)[0];
  }

  private static String words(JsonToken token) {
    return switch (token) {
      case BEGIN_OBJECT -> "a JSON object";
      case BEGIN_ARRAY -> "a list";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      default -> "the end";
    };
  }
}
