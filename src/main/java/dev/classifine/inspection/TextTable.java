package dev.classifine.inspection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which texts were seen, by 128 bits of their SHA-256, each with the label and place of its first
 * row: 32 bytes a text, in open addressing.
 */
final class TextTable {

  private static final int FIRST_CAPACITY = 1 << 10;

  private final MessageDigest digest;
  private long[] high = new long[FIRST_CAPACITY]; // 0 and 0 for an empty slot
  private long[] low = new long[FIRST_CAPACITY];
  private long[] labels = new long[FIRST_CAPACITY];
  private long[] lines = new long[FIRST_CAPACITY];
  private int size;

  TextTable() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The hash of a text, or of a text and a second one. */
  Key key(String text, String pair) {
    byte[] first = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(first.length).flip());
    digest.update(first);
    if (pair != null) {
      digest.update(pair.getBytes(StandardCharsets.UTF_8));
    }
    digest.update((byte) (pair == null ? 0 : 1));
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    long one = bytes.getLong();
    long two = bytes.getLong();
    return new Key(one, one == 0 && two == 0 ? 1 : two);
  }

  /** 128 bits of a text. */
  record Key(long high, long low) {}

  /** What is known of a text's first row. */
  record First(long label, long line) {}

  /** The first row of a text; null where it was not seen. */
  First get(Key key) {
    int slot = slot(key);
    return low[slot] == 0 && high[slot] == 0 ? null : new First(labels[slot], lines[slot]);
  }

  /** Adds a text that was not seen. */
  void add(Key key, long label, long line) {
    if (size >= high.length / 4 * 3) {
      grow();
    }
    put(key, label, line);
    size++;
  }

  /** How many texts there are. */
  int size() {
    return size;
  }

  private void put(Key key, long label, long line) {
    int slot = slot(key);
    high[slot] = key.high();
    low[slot] = key.low();
    labels[slot] = label;
    lines[slot] = line;
  }

  private int slot(Key key) {
    int slot = (int) key.high() & (high.length - 1);
    while ((high[slot] != 0 || low[slot] != 0)
        && (high[slot] != key.high() || low[slot] != key.low())) {
      slot = (slot + 1) & (high.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldLabels = labels;
    long[] oldLines = lines;
    int capacity = Math.multiplyExact(high.length, 2);
    high = new long[capacity];
    low = new long[capacity];
    labels = new long[capacity];
    lines = new long[capacity];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldHigh[i] != 0 || oldLow[i] != 0) {
        put(new Key(oldHigh[i], oldLow[i]), oldLabels[i], oldLines[i]);
      }
    }
  }
}
