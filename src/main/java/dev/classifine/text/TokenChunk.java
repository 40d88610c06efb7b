package dev.classifine.text;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The tokens of some texts, one after the other.
 *
 * @param narrow the ids, where all are below 65,536; null where not
 * @param wide the ids, where one is not; null where none
 * @param types a type for each token; null where all are 0
 * @param ends for each text, where it ends
 */
record TokenChunk(char[] narrow, int[] wide, byte[] types, int[] ends) {

  /** The texts of a chunk, but for the last. */
  static final int TEXTS = 1 << 10;

  int start(int text) {
    return text == 0 ? 0 : ends[text - 1];
  }

  int length(int text) {
    return ends[text] - start(text);
  }

  int tokens() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  int id(int at) {
    return narrow == null ? wide[at] : narrow[at];
  }

  int type(int at) {
    return types == null ? 0 : types[at];
  }

  void addWords(int text, BitSet words) {
    for (int at = start(text); at < ends[text]; at++) {
      words.set(id(at));
    }
  }

  /** Whether a token of the text has another type than 0. */
  boolean hasTypes(int text) {
    boolean has = false;
    for (int at = start(text); types != null && at < ends[text]; at++) {
      has |= types[at] != 0;
    }
    return has;
  }

  /** Collects up to {@link #TEXTS} texts, again and again in the same arrays. */
  static final class Builder {

    private int[] ids = new int[1024];
    private byte[] types = new byte[1024];
    private final int[] ends = new int[TEXTS];
    private int tokens;
    private int texts;
    private boolean wide;
    private boolean typed;

    boolean isFull() {
      return texts == TEXTS;
    }

    boolean isEmpty() {
      return texts == 0;
    }

    /** With null all tokens have type 0. */
    void add(long[] textIds, long[] textTypes) {
      int needed = Math.addExact(tokens, textIds.length);
      if (needed > ids.length) {
        int capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, ids.length * 2L));
        ids = Arrays.copyOf(ids, capacity);
        types = Arrays.copyOf(types, capacity);
      }
      for (int i = 0; i < textIds.length; i++) {
        int id = Math.toIntExact(textIds[i]);
        ids[tokens + i] = id;
        wide |= id > Character.MAX_VALUE;
        byte type = textTypes == null ? 0 : (byte) textTypes[i];
        types[tokens + i] = type;
        typed |= type != 0;
      }
      tokens = needed;
      ends[texts++] = tokens;
    }

    /** The texts so far; the next is the first of another chunk. */
    TokenChunk take() {
      TokenChunk chunk =
          new TokenChunk(
              wide ? null : narrowed(),
              wide ? Arrays.copyOf(ids, tokens) : null,
              typed ? Arrays.copyOf(types, tokens) : null,
              Arrays.copyOf(ends, texts));
      tokens = 0;
      texts = 0;
      wide = false;
      typed = false;
      return chunk;
    }

    private char[] narrowed() {
      char[] narrowed = new char[tokens];
      for (int i = 0; i < tokens; i++) {
        narrowed[i] = (char) ids[i];
      }
      return narrowed;
    }
  }
}
