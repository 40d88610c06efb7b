package dev.classifine;

import dev.classifine.metrics.EvaluatedRow;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The rows that a report shows, with their texts. */
final class ReportRows {

  /** The most characters of a text. */
  private static final int MOST_CHARACTERS = 1200;

  private final Decision decision;
  private final LabelSet labels;
  private final IntFunction<ReportText> texts;

  /**
   * @param texts gives the text of a row of the evaluated set
   */
  ReportRows(Decision decision, LabelSet labels, IntFunction<ReportText> texts) {
    this.decision = decision;
    this.labels = labels;
    this.texts = texts;
  }

  List<Map<String, Object>> values(List<EvaluatedRow> rows) {
    return rows.stream().map(this::values).toList();
  }

  private Map<String, Object> values(EvaluatedRow row) {
    ReportText text = texts.apply(row.row());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("place", text.place());
    values.put("text", shortened(text.text()));
    if (text.pair() != null) {
      values.put("text_pair", shortened(text.pair()));
    }
    values.put("characters", text.text().codePointCount(0, text.text().length()));
    values.put("tokens", row.length());
    if (decision.problemType() == ProblemType.REGRESSION) {
      Targets.Values truth = (Targets.Values) row.truth();
      values.put("true", numbers(truth.values()));
      values.put("predicted", numbers(row.logits()));
      return values;
    }
    double[] scores = decision.scores(row.logits());
    values.put("true", scored(actual(row.truth()), scores));
    values.put("predicted", scored(decision.decide(row.logits()), scores));
    return values;
  }

  private static int[] actual(Targets truth) {
    return truth instanceof Targets.LabelLists lists
        ? lists.ids()[0]
        : ((Targets.Classes) truth).ids();
  }

  /** Labels with their probabilities. */
  private List<Map<String, Object>> scored(int[] ids, double[] scores) {
    return IntStream.of(ids)
        .mapToObj(
            id -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("label", labels.name(id));
              entry.put("probability", ReportCurves.finite(scores[id]));
              return entry;
            })
        .toList();
  }

  private List<Map<String, Object>> numbers(float[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(
            k -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("label", labels.name(k));
              entry.put("number", ReportCurves.finite(values[k]));
              return entry;
            })
        .toList();
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
  }
}
