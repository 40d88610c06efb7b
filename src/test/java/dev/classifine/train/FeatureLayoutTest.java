package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureLayoutTest {

  private static final int[] LENGTHS = {3, 9, 2, 3, 30, 5, 2};

  @Test
  void rowsOfLikeLengthAreComputedTogether() {
    FeatureLayout layout = new FeatureLayout(LENGTHS, 10, false);
    assertEquals(4, layout.blocks());
    assertArrayEquals(new int[] {2, 6, 0}, layout.rows(0)); // 3 x 3 tokens
    assertArrayEquals(new int[] {3, 5}, layout.rows(1)); // 2 x 5
    assertArrayEquals(new int[] {1}, layout.rows(2));
    assertArrayEquals(new int[] {4}, layout.rows(3)); // longer than a block
  }

  @Test
  void vectorsLieOneBehindTheOther() {
    FeatureLayout layout = new FeatureLayout(LENGTHS, 10, false);
    assertEquals(54, layout.total());
    assertEquals(0, layout.first(2));
    assertEquals(2, layout.first(6));
    assertEquals(4, layout.first(0));
    assertEquals(24, layout.first(4));
    assertEquals(30, layout.vectors(4));
  }

  @Test
  void ofAPooledRowThereIsOne() {
    FeatureLayout layout = new FeatureLayout(LENGTHS, 10, true);
    assertEquals(7, layout.total());
    assertEquals(1, layout.vectors(4));
    assertEquals(6, layout.first(4));
    assertArrayEquals(new int[] {3, 5}, layout.rows(1));
  }

  @Test
  void everyRowIsInItsBlockAndNoTwoShareAPlace() {
    Random random = new Random(5);
    int[] lengths = random.ints(500, 2, 40).toArray();
    FeatureLayout layout = new FeatureLayout(lengths, 128, false);
    Set<Long> places = new HashSet<>();
    int rows = 0;
    for (int block = 0; block < layout.blocks(); block++) {
      int longest = 0;
      for (int row : layout.rows(block)) {
        assertEquals(block, layout.block(row));
        longest = Math.max(longest, lengths[row]);
        for (int vector = 0; vector < layout.vectors(row); vector++) {
          assertTrue(places.add(layout.first(row) + vector));
        }
      }
      assertTrue(longest * layout.rows(block).length <= 128);
      rows += layout.rows(block).length;
    }
    assertEquals(500, rows);
    assertEquals(places.size(), layout.total());
  }
}
