package dev.classifine.inspection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts lengths; texts are tokenised some at a time. */
final class Lengths {

  private static final int[] PERCENTS = {50, 90, 95, 99};
  private static final int ROWS = 512;
  private static final int CHARACTERS = 1 << 20;

  private final TokenCounter counter;
  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private final List<String> texts = new ArrayList<>();
  private final List<String> pairs = new ArrayList<>();
  private long characters;

  Lengths(TokenCounter counter) {
    this.counter = counter;
  }

  void add(String text, String pair) {
    texts.add(text);
    pairs.add(pair);
    characters += text.length() + (pair == null ? 0 : pair.length());
    if (texts.size() == ROWS || characters >= CHARACTERS) {
      count();
    }
  }

  /** Of all texts, of which there must be one. */
  LengthReport report() {
    count();
    long rows = counts.values().stream().mapToLong(Long::longValue).sum();
    double sum = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      sum += (double) entry.getKey() * entry.getValue();
    }
    Map<Integer, Integer> percentiles = new LinkedHashMap<>();
    for (int percent : PERCENTS) {
      percentiles.put(percent, length((rows * percent + 99) / 100));
    }
    long over =
        counts.tailMap(counter.limit(), false).values().stream().mapToLong(Long::longValue).sum();
    return new LengthReport(
        counter.limit(), counts.firstKey(), percentiles, counts.lastKey(), sum / rows, over);
  }

  /** The length of the text of a rank, 1 for the shortest. */
  private int length(long rank) {
    long seen = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen >= rank) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException("no text of rank " + rank);
  }

  private void count() {
    if (texts.isEmpty()) {
      return;
    }
    for (int length : counter.count(texts, pairs)) {
      counts.merge(length, 1L, Long::sum);
    }
    texts.clear();
    pairs.clear();
    characters = 0;
  }
}
