package dev.classifine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedTextsTest {

  private static final int TEXTS = 3 * TokenChunk.TEXTS + 77;
  private static final int PAIR = 2 * TokenChunk.TEXTS + 5;

  /** Ids of texts, of which one of the second thousand needs four bytes. */
  static long[][] ids() {
    Random random = new Random(7);
    long[][] ids = new long[TEXTS][];
    for (int row = 0; row < TEXTS; row++) {
      ids[row] = random.longs(random.nextInt(9), 0, 1 << 16).toArray();
    }
    ids[TokenChunk.TEXTS + 1] = new long[] {65_535, 65_536, 250_000};
    ids[PAIR] = new long[] {1, 2, 3};
    return ids;
  }

  /** Texts of which one has types. */
  static EncodedTexts texts() {
    EncodedTexts.Builder builder = new EncodedTexts.Builder();
    long[][] ids = ids();
    for (int row = 0; row < TEXTS; row++) {
      long[] types = new long[ids[row].length];
      if (row == PAIR) {
        types[2] = 1;
      }
      builder.add(ids[row], row % 2 == 0 && row != PAIR ? null : types);
    }
    return builder.build();
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  @Test
  void textsOfSeveralChunksKeepTheirTokens() {
    long[][] ids = ids();
    EncodedTexts texts = texts();
    assertEquals(TEXTS, texts.size());
    for (int row = 0; row < TEXTS; row++) {
      assertEquals(ids[row].length, texts.length(row));
      assertArrayEquals(ints(ids[row]), texts.ids(row), "row " + row);
      for (int token = 0; token < ids[row].length; token++) {
        assertEquals(ids[row][token], texts.id(row, token));
        assertEquals(row == PAIR && token == 2 ? 1 : 0, texts.type(row, token));
      }
    }
    assertTrue(texts.hasTypes());
    assertEquals(8, texts.longest(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}), 8);
  }

  @Test
  void onlyTheChunkThatNeedsItTakesFourBytesAToken() {
    assertEquals(
        Arrays.asList(false, true, false, false),
        texts().chunks().stream().map(chunk -> chunk.wide() != null).toList());
    assertEquals(
        Arrays.asList(false, false, true, false),
        texts().chunks().stream().map(chunk -> chunk.types() != null).toList());
  }

  @Test
  void chosenTextsAreThoseAndHaveTypesWhereOneOfThemHas() {
    long[][] ids = ids();
    int[] rows = {TEXTS - 1, 0, TokenChunk.TEXTS + 1, TokenChunk.TEXTS, PAIR - 1};
    EncodedTexts chosen = texts().select(rows);
    assertEquals(rows.length, chosen.size());
    for (int i = 0; i < rows.length; i++) {
      assertArrayEquals(ints(ids[rows[i]]), chosen.ids(i));
    }
    assertFalse(chosen.hasTypes());
    EncodedTexts again = texts().select(new int[] {3, PAIR, 1}).select(new int[] {1});
    assertTrue(again.hasTypes());
    assertEquals(1, again.type(0, 2));
    BitSet words = new BitSet();
    again.addWords(0, words);
    assertEquals("{1, 2, 3}", words.toString());
  }

  @Test
  void noTexts() {
    assertEquals(0, new EncodedTexts.Builder().build().size());
  }
}
