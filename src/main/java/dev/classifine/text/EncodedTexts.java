package dev.classifine.text;

import java.util.Arrays;

/**
 * Token ids of many texts in flat arrays, 4 bytes a token (and 1 for its type where there are
 * pairs). Immutable.
 */
public final class EncodedTexts {

  private final int[] ids;
  private final byte[] types;
  private final int[] ends;

  private EncodedTexts(int[] ids, byte[] types, int[] ends) {
    this.ids = ids;
    this.types = types;
    this.ends = ends;
  }

  /** How many texts there are. */
  public int size() {
    return ends.length;
  }

  /** How many tokens a text has, special tokens included. */
  public int length(int row) {
    return ends[row] - start(row);
  }

  /** The length of the longest of some texts. */
  public int longest(int[] rows) {
    return Arrays.stream(rows).map(this::length).max().orElse(0);
  }

  /** The token ids of a text. */
  public int[] ids(int row) {
    return Arrays.copyOfRange(ids, start(row), ends[row]);
  }

  /** The id of one token. */
  int id(int row, int token) {
    return ids[start(row) + token];
  }

  /** The type of one token: 0 in a text, 1 in its pair, where the tokenizer tells them apart. */
  int type(int row, int token) {
    return types == null ? 0 : types[start(row) + token];
  }

  /** Whether any token has another type than 0. */
  boolean hasTypes() {
    return types != null;
  }

  private int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** Collects texts one by one. */
  static final class Builder {

    private int[] ids = new int[1024];
    private byte[] types; // from the first token whose type is not 0
    private final int[] ends;
    private int tokens;
    private int rows;

    Builder(int texts) {
      ends = new int[texts];
    }

    /** With null all tokens have type 0. */
    void add(long[] textIds, long[] textTypes) {
      int needed = Math.addExact(tokens, textIds.length);
      if (needed > ids.length) {
        int capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, ids.length * 2L));
        ids = Arrays.copyOf(ids, capacity);
        types = types == null ? null : Arrays.copyOf(types, capacity);
      }
      for (int i = 0; i < textIds.length; i++) {
        ids[tokens + i] = Math.toIntExact(textIds[i]);
        if (textTypes != null && textTypes[i] != 0) {
          types = types == null ? new byte[ids.length] : types;
          types[tokens + i] = (byte) textTypes[i];
        }
      }
      tokens = needed;
      ends[rows++] = tokens;
    }

    EncodedTexts build() {
      return new EncodedTexts(
          Arrays.copyOf(ids, tokens), types == null ? null : Arrays.copyOf(types, tokens), ends);
    }
  }
}
