package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.metrics.SingleLabelMetrics;
import dev.classifine.problem.LabelSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The confusion of a thousand labels. */
class ReportLabelsTest {

  private static final int LABELS = 1000;

  @Test
  void theLabelsWithTheMostMistakesAreShown() {
    LabelSet labels = new LabelSet(IntStream.range(0, LABELS).mapToObj(k -> "label " + k).toList());
    SingleLabelMetrics metrics = new SingleLabelMetrics(labels);
    IntStream.range(0, LABELS).forEach(k -> metrics.add(k, k));
    for (int k = 500; k < 520; k++) { // 20 pairs that are taken for one another, 40 labels
      for (int times = 0; times < k - 490; times++) {
        metrics.add(k + 20, k);
      }
    }
    metrics.add(3, 519); // a mistake with a label that is not shown
    Map<String, Object> confusion =
        new ReportLabels(labels, metrics.evaluation()).confusion().orElseThrow();
    assertEquals(LABELS, confusion.get("of_labels"));
    assertEquals(
        IntStream.range(500, 540).mapToObj(k -> "label " + k).toList(), confusion.get("labels"));
    List<?> counts = (List<?>) confusion.get("counts");
    long[] last = (long[]) counts.get(19); // label 519
    assertEquals(1, last[19]);
    assertEquals(29, last[39]);
    assertEquals(1L, ((List<?>) confusion.get("elsewhere")).get(19));
    Map<?, ?> first = (Map<?, ?>) ((List<?>) confusion.get("pairs")).get(0);
    assertEquals(
        Map.of("actual", "label 519", "predicted", "label 539", "count", 29L), Map.copyOf(first));
    assertTrue(((List<?>) confusion.get("pairs")).size() <= 30);
  }
}
