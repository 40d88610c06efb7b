package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Which word has which row. */
class WordRowsTest {

  private static BitSet words(int... ids) {
    BitSet words = new BitSet();
    for (int id : ids) {
      words.set(id);
    }
    return words;
  }

  @Test
  void thePaddingIsFirstWhetherItWasMetOrNot() {
    for (BitSet met : new BitSet[] {words(4, 1), words(4, 3, 1)}) {
      WordRows rows = WordRows.of(6, 3, met);
      assertArrayEquals(new long[] {3, 1, 4}, rows.words());
      assertArrayEquals(new long[] {-1, 1, -1, 0, 2, -1}, rows.rows());
      assertArrayEquals(new long[] {0, 2, 5}, rows.others());
    }
    assertArrayEquals(new long[] {1, 4}, WordRows.of(6, -1, words(4, 1)).words());
  }

  @Test
  void whatJoinsStandsBehindWhatWasThere() {
    WordRows first = WordRows.of(6, 0, words(5));
    WordRows more = first.with(words(2, 4, 5));
    assertArrayEquals(new long[] {0, 5, 2, 4}, more.words());
    assertArrayEquals(new long[] {0, 5}, first.words());
    assertTrue(first.lacks(2));
    assertFalse(more.lacks(2));
    assertFalse(first.lacks(6), "there is no such word");
    assertArrayEquals(more.words(), more.with(words(0, 2, 7)).words());
  }

  @Test
  void aListGivesTheSameRows() {
    WordRows rows = WordRows.of(300, 1, words(299, 7)).with(words(3));
    assertEquals("1 7 299 3", rows.list());
    WordRows read = WordRows.of(300, rows.list());
    assertArrayEquals(rows.rows(), read.rows());
    assertEquals(4, read.size());
    assertEquals(300, read.vocabulary());
  }
}
