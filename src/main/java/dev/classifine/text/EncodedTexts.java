package dev.classifine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Token ids of many texts in flat arrays: 2 bytes a token, or 4 where ids are above 65,535 (and 1
 * for its type where there are pairs), and 4 bytes a text. The arrays hold a thousand texts each,
 * so that there may be more tokens than an array has places. Immutable.
 */
public final class EncodedTexts {

  private final List<TokenChunk> chunks;
  private final int[] chosen; // the text of each row; null where all are rows
  private final int size;
  private final boolean typed;

  private EncodedTexts(List<TokenChunk> chunks, int[] chosen, int size, boolean typed) {
    this.chunks = chunks;
    this.chosen = chosen;
    this.size = size;
    this.typed = typed;
  }

  /** Those of chunks, all full but for the last. */
  static EncodedTexts of(List<TokenChunk> chunks) {
    int last = chunks.size() - 1;
    int size =
        last < 0
            ? 0
            : Math.addExact(
                Math.multiplyExact(last, TokenChunk.TEXTS), chunks.get(last).ends().length);
    boolean typed = chunks.stream().anyMatch(chunk -> chunk.types() != null);
    return new EncodedTexts(List.copyOf(chunks), null, size, typed);
  }

  /**
   * Some of the texts, in the order given; their tokens are not copied.
   *
   * @param rows indexes in [0, {@link #size()})
   */
  public EncodedTexts select(int[] rows) {
    int[] texts = Arrays.stream(rows).map(this::text).toArray();
    boolean any = typed && Arrays.stream(rows).anyMatch(row -> chunk(row).hasTypes(place(row)));
    return new EncodedTexts(chunks, texts, texts.length, any);
  }

  /** How many texts there are. */
  public int size() {
    return size;
  }

  /** How many tokens a text has, special tokens included. */
  public int length(int row) {
    return chunk(row).length(place(row));
  }

  /** The length of the longest of some texts. */
  public int longest(int[] rows) {
    return Arrays.stream(rows).map(this::length).max().orElse(0);
  }

  /** The token ids of a text. */
  public int[] ids(int row) {
    TokenChunk chunk = chunk(row);
    return IntStream.range(chunk.start(place(row)), chunk.ends()[place(row)])
        .map(chunk::id)
        .toArray();
  }

  /** Adds the token ids of a text to a set. */
  public void addWords(int row, BitSet words) {
    chunk(row).addWords(place(row), words);
  }

  /** The id of one token. */
  int id(int row, int token) {
    TokenChunk chunk = chunk(row);
    return chunk.id(chunk.start(place(row)) + token);
  }

  /** The type of one token: 0 in a text, 1 in its pair, where the tokenizer tells them apart. */
  int type(int row, int token) {
    TokenChunk chunk = chunk(row);
    return chunk.type(chunk.start(place(row)) + token);
  }

  /** Whether any token has another type than 0. */
  boolean hasTypes() {
    return typed;
  }

  /** What all texts are kept in, whichever of them are rows. */
  List<TokenChunk> chunks() {
    return chunks;
  }

  private int text(int row) {
    return chosen == null ? row : chosen[row];
  }

  private TokenChunk chunk(int row) {
    return chunks.get(text(row) / TokenChunk.TEXTS);
  }

  private int place(int row) {
    return text(row) % TokenChunk.TEXTS;
  }

  /** Collects texts, however many. */
  public static final class Builder {

    private final List<TokenChunk> chunks = new ArrayList<>();
    private final TokenChunk.Builder next = new TokenChunk.Builder();

    /** With null all tokens have type 0. */
    void add(long[] ids, long[] types) {
      next.add(ids, types);
      if (next.isFull()) {
        chunks.add(next.take());
      }
    }

    /** The texts so far; none may be added after. */
    public EncodedTexts build() {
      if (!next.isEmpty()) {
        chunks.add(next.take());
      }
      return of(chunks);
    }
  }
}
