package dev.classifine.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.Sha256;
import dev.classifine.io.Unicode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer from the content of a {@code tokenizer.json}. The file's own truncation and padding
 * do not count: texts are cut to the length given here and padded nowhere. Calls from several
 * threads are safe.
 *
 * <p>The native library splits texts into tokens; cutting them and adding the special tokens happen
 * here. The library's own truncation keeps all that it cuts off, for a pair in every combination: a
 * megabyte of text would take all memory.
 */
public final class TextTokenizer implements AutoCloseable {

  /** Room for the special tokens of a pair and one token of each text, and more. */
  public static final int MIN_LENGTH = 8;

  private static final int TEXTS_PER_CALL = 512;
  private static final int CHARACTERS_PER_CALL = 1 << 20;
  private static final List<String> PROBES = List.of("a", "A", "the", "1", ".", "的");
  private static final TokenizersLibrary NATIVE = TokenizersLibrary.LIB;

  private final HuggingFaceTokenizer tokenizer;
  private final String sha256;
  private final TokenLimits limits;
  private final String where;
  private final SpecialTokenTemplate single;
  private final SpecialTokenTemplate pair;

  private TextTokenizer(
      HuggingFaceTokenizer tokenizer, String sha256, TokenLimits limits, String where) {
    this.tokenizer = tokenizer;
    this.sha256 = sha256;
    this.limits = limits;
    this.where = where;
    String probe = probe();
    long handle = tokenizer.getHandle();
    this.single = template(NATIVE.encode(handle, probe, true), 1);
    this.pair = template(NATIVE.encodeDual(handle, probe, probe, true), 2);
    if (pair.special() + 2 > limits.length()) {
      throw new ClassifineException(
          where
              + ": it adds "
              + pair.special()
              + " special tokens to a pair, and "
              + limits.length()
              + " tokens are all that fit. Raise --max-length where the model allows it.");
    }
    checkId(Math.max(single.largestId(), pair.largestId()));
  }

  /**
   * Loads a tokenizer for texts of at most {@code maxLength} tokens, with the types that it gives.
   *
   * @see #load(String, String, TokenLimits)
   */
  public static TextTokenizer load(String json, String where, int maxLength) {
    return load(json, where, TokenLimits.length(maxLength));
  }

  /**
   * Loads a tokenizer.
   *
   * @param json the content of {@code tokenizer.json}
   * @param where its file name, for errors
   * @param limits what the model takes
   * @throws ClassifineException if it is not a tokenizer that Hugging Face's library reads, or one
   *     that cannot encode every text
   */
  public static TextTokenizer load(String json, String where, TokenLimits limits) {
    if (limits.length() < MIN_LENGTH) {
      throw new UsageException(
          "--max-length: "
              + limits.length()
              + " tokens leave no room beside the special tokens. It must be at least "
              + MIN_LENGTH
              + ".");
    }
    byte[] checked = checked(Json.parseObject(json, where), where);
    HuggingFaceTokenizer tokenizer = read(checked, where);
    try {
      NATIVE.disableTruncation(tokenizer.getHandle());
      NATIVE.disablePadding(tokenizer.getHandle());
      return new TextTokenizer(tokenizer, Sha256.of(checked), limits, where);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e instanceof ClassifineException ? e : unreadable(where, e);
    }
  }

  private static byte[] checked(JsonObject json, String where) {
    checkLibrary();
    try {
      return NativeTokenizerRules.checked(json, where).getBytes(StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      throw e instanceof ClassifineException ? e : unreadable(where, e);
    }
  }

  private static HuggingFaceTokenizer read(byte[] json, String where) {
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory does not fail", e);
    } catch (RuntimeException e) {
      throw e instanceof ClassifineException ? e : unreadable(where, e);
    }
  }

  private static ClassifineException unreadable(String where, RuntimeException e) {
    return new ClassifineException(
        where
            + ": Hugging Face's tokenizers library cannot read it: "
            + e.getMessage()
            + ". Save it again with a current transformers.",
        e);
  }

  private static void checkLibrary() {
    try {
      LibUtils.checkStatus();
    } catch (EngineException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ClassifineException(
          "The native library of Hugging Face's tokenizers cannot be loaded: "
              + cause.getMessage()
              + ". It is unpacked into DJL's cache folder: make it writable, or name another one"
              + " with DJL_CACHE_DIR.",
          e);
    }
  }

  /**
   * What decides which tokens a text has, beside the native library: the SHA-256 of what of {@code
   * tokenizer.json} has a part in it, and the limits.
   */
  public Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("tokenizer_sha256", sha256);
    identity.put("max_length", limits.length());
    identity.put("vocabulary", limits.words());
    identity.put("token_types", limits.types());
    identity.put("cut_from_start", limits.fromStart());
    return identity;
  }

  /** The most tokens of a text. */
  public int maxLength() {
    return limits.length();
  }

  /**
   * Tokenises texts, in parallel inside the native library. A lone surrogate, which no encoding can
   * express, becomes U+FFFD, the replacement character.
   *
   * @param texts the texts
   * @param pairs the second texts, one for each of {@code texts} and null for a single text; or
   *     null where there are none
   * @return ids in the order of the texts
   * @throws ClassifineException if the tokenizer gives an id or a type that the model has not
   */
  public EncodedTexts encode(List<String> texts, List<String> pairs) {
    EncodedTexts.Builder encoded = new EncodedTexts.Builder();
    encode(texts, pairs, encoded);
    return encoded.build();
  }

  /**
   * Tokenises texts and adds them to others. Parameters and errors otherwise as for {@link
   * #encode(List, List)}.
   *
   * @param encoded takes them in their order
   */
  public void encode(List<String> texts, List<String> pairs, EncodedTexts.Builder encoded) {
    List<String> call = new ArrayList<>();
    int from = 0;
    long characters = 0;
    for (int row = 0; row < texts.size(); row++) {
      String second = pairs == null ? null : pairs.get(row);
      long size = texts.get(row).length() + (second == null ? 0L : second.length());
      if (!call.isEmpty()
          && (call.size() >= TEXTS_PER_CALL || characters + size > CHARACTERS_PER_CALL)) {
        append(encoded, call, pairs, from, row);
        call.clear();
        from = row;
        characters = 0;
      }
      call.add(texts.get(row));
      if (second != null) {
        call.add(second);
      }
      characters += size;
    }
    append(encoded, call, pairs, from, texts.size());
  }

  /** Encodes one call's texts, each followed by its second where it has one. */
  private void append(
      EncodedTexts.Builder encoded, List<String> call, List<String> pairs, int from, int to) {
    String[] texts = call.stream().map(Unicode::wellFormed).toArray(String[]::new);
    long[] encodings = NATIVE.batchEncode(tokenizer.getHandle(), texts, false);
    int at = 0;
    try {
      for (int row = from; row < to; row++) {
        long[] first = ids(encodings[at++]);
        long[] second = pairs == null || pairs.get(row) == null ? null : ids(encodings[at++]);
        SpecialTokenTemplate template = second == null ? single : pair;
        if (limits.types() > 0 && template.largestType() >= limits.types()) {
          throw beyond("token type " + template.largestType(), limits.types(), "type_vocab_size");
        }
        template.append(
            encoded, first, second, limits.length(), limits.fromStart(), limits.types() > 0);
      }
    } finally {
      for (long encoding : encodings) {
        NATIVE.deleteEncoding(encoding);
      }
    }
  }

  private long[] ids(long encoding) {
    long[] ids = NATIVE.getTokenIds(encoding);
    for (long id : ids) {
      checkId(id);
    }
    return ids;
  }

  private void checkId(long id) {
    if (id >= limits.words()) {
      throw beyond("token id " + id, limits.words(), "vocab_size");
    }
  }

  private ClassifineException beyond(String what, int limit, String key) {
    return new ClassifineException(
        where
            + ": gives the "
            + what
            + ", but the model has only "
            + limit
            + " ("
            + key
            + "). The tokenizer must be the model's own.");
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** A text that has a token. */
  private String probe() {
    for (String text : PROBES) {
      long encoding = NATIVE.encode(tokenizer.getHandle(), text, false);
      int tokens = NATIVE.getTokenIds(encoding).length;
      NATIVE.deleteEncoding(encoding);
      if (tokens > 0) {
        return text;
      }
    }
    throw new ClassifineException(
        where + ": gives no token for any of " + PROBES + ". It must give one for some text.");
  }

  private SpecialTokenTemplate template(long encoding, int texts) {
    long[] ids = NATIVE.getTokenIds(encoding);
    long[] types = NATIVE.getTypeIds(encoding);
    long[] sequences = NATIVE.getSequenceIds(encoding);
    NATIVE.deleteEncoding(encoding);
    return SpecialTokenTemplate.of(ids, types, sequences, texts, where);
  }
}
