package dev.classifine.data;

import dev.classifine.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Eight bytes of a SHA-256 for each row's text and second text, to tell which rows have the same.
 * Among ten million rows two that differ look the same with a chance of one in 300,000.
 */
public final class TextPrints {

  private final MessageDigest digest = Sha256.digest();
  private long[] prints = new long[1024];
  private int rows;

  /** Adds a row. */
  public void add(Example row) {
    if (rows == prints.length) {
      prints = Arrays.copyOf(prints, Growth.of(rows));
    }
    byte[] text = row.text().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(text.length).flip());
    digest.update(text);
    if (row.textPair() != null) {
      digest.update((byte) 1);
      digest.update(row.textPair().getBytes(StandardCharsets.UTF_8));
    }
    prints[rows++] = ByteBuffer.wrap(digest.digest()).getLong();
  }

  /**
   * How many rows have the texts of a row among others.
   *
   * @param rows those that are counted
   * @param others those that they are looked for among
   */
  int copies(int[] rows, int[] others) {
    long[] seen = Arrays.stream(others).mapToLong(row -> prints[row]).sorted().toArray();
    return (int)
        Arrays.stream(rows).filter(row -> Arrays.binarySearch(seen, prints[row]) >= 0).count();
  }
}
