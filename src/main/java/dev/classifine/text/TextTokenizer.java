package dev.classifine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A tokenizer from a {@code tokenizer.json}. The file's own truncation and padding are overridden:
 * texts are cut to the length given here and padded nowhere. Calls from several threads are safe.
 */
public final class TextTokenizer implements AutoCloseable {

  /**
   * Room for the special tokens of a pair and one token; the native library cannot cut below them.
   */
  public static final int MIN_LENGTH = 8;

  private static final int CHUNK = 512;
  private static final TokenizersLibrary NATIVE = TokenizersLibrary.LIB;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxLength;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /**
   * Loads a tokenizer.
   *
   * @param json the content of {@code tokenizer.json}
   * @param where its file name, for errors
   * @param maxLength the most tokens that a text or pair is given, special tokens included; at
   *     least {@link #MIN_LENGTH}
   * @throws ClassifineException if it is not a tokenizer that Hugging Face's library reads
   */
  public static TextTokenizer load(String json, String where, int maxLength) {
    if (maxLength < MIN_LENGTH) {
      throw new UsageException(
          "--max-length: "
              + maxLength
              + " tokens leave no room beside the special tokens. It must be at least "
              + MIN_LENGTH
              + ".");
    }
    Json.parseObject(json, where);
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
              Map.of("truncation", "false", "padding", "false"));
      long handle = tokenizer.getHandle();
      NATIVE.disableTruncation(handle); // with the file's direction and stride
      NATIVE.setTruncation(handle, maxLength, "LONGEST_FIRST", 0);
      NATIVE.disablePadding(handle);
      return new TextTokenizer(tokenizer, maxLength);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory does not fail", e);
    } catch (RuntimeException e) {
      throw new ClassifineException(
          where
              + ": Hugging Face's tokenizers library cannot read it: "
              + e.getMessage()
              + ". Save it again with a current transformers.",
          e);
    }
  }

  /** The most tokens of a text. */
  public int maxLength() {
    return maxLength;
  }

  /**
   * Tokenises texts, in parallel inside the native library.
   *
   * @param texts the texts
   * @param pairs the second texts, one for each of {@code texts} and null for a single text; or
   *     null where there are none
   * @return ids in the order of the texts
   */
  public EncodedTexts encode(List<String> texts, List<String> pairs) {
    EncodedTexts.Builder encoded = new EncodedTexts.Builder(texts.size());
    for (int from = 0; from < texts.size(); from += CHUNK) {
      int to = Math.min(texts.size(), from + CHUNK);
      long[] encodings =
          pairs == null
              ? encodings(texts.subList(from, to))
              : encodings(texts.subList(from, to), pairs.subList(from, to));
      for (long encoding : encodings) {
        encoded.add(NATIVE.getTokenIds(encoding), NATIVE.getTypeIds(encoding));
        NATIVE.deleteEncoding(encoding);
      }
    }
    return encoded.build();
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private long[] encodings(List<String> texts) {
    return NATIVE.batchEncode(tokenizer.getHandle(), wellFormed(texts), true);
  }

  private long[] encodings(List<String> texts, List<String> pairs) {
    if (pairs.stream().allMatch(Objects::nonNull)) {
      return NATIVE.batchEncodePair(
          tokenizer.getHandle(), wellFormed(texts), wellFormed(pairs), true);
    }
    // A single text among pairs has a form of its own, which an empty second text would not give.
    return IntStream.range(0, texts.size())
        .mapToLong(
            i -> {
              List<String> text = texts.subList(i, i + 1);
              return pairs.get(i) == null
                  ? encodings(text)[0]
                  : encodings(text, pairs.subList(i, i + 1))[0];
            })
        .toArray();
  }

  private static String[] wellFormed(List<String> texts) {
    return texts.stream().map(Unicode::wellFormed).toArray(String[]::new);
  }
}
