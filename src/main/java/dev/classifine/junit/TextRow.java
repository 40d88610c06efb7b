package dev.classifine.junit;

import dev.classifine.error.UsageException;
import dev.classifine.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A text, or a pair of texts, with what it is labelled with and what it weighs in the loss. */
public final class TextRow {

  private final String text;
  private final String pair;
  private final ProblemType problemType;
  private final Object label;
  private final double weight;

  private TextRow(String text, String pair, ProblemType problemType, Object label, double weight) {
    this.text = Objects.requireNonNull(text, "text");
    this.pair = pair;
    this.problemType = problemType;
    this.label = Objects.requireNonNull(label, "label");
    this.weight = weight;
  }

  /** A row of a single-label problem. */
  public static TextRow of(String text, String label) {
    return new TextRow(text, null, ProblemType.SINGLE_LABEL, label, 1);
  }

  /**
   * A row of a multi-label problem.
   *
   * @param labels any number, none too
   */
  public static TextRow of(String text, List<String> labels) {
    return new TextRow(text, null, ProblemType.MULTI_LABEL, List.copyOf(labels), 1);
  }

  /**
   * A row of a regression.
   *
   * @throws UsageException if the number is not finite
   */
  public static TextRow of(String text, double number) {
    if (!Double.isFinite(number)) {
      throw new UsageException(
          "The text \"" + text + "\" has the number " + number + ". It must be finite.");
    }
    return new TextRow(text, null, ProblemType.REGRESSION, number, 1);
  }

  /** The same row with a second text. */
  public TextRow pairedWith(String second) {
    return new TextRow(text, second, problemType, label, weight);
  }

  /**
   * The same row with another weight in the training loss.
   *
   * @param value finite and at least 0; 1 for rows of which nothing is said
   * @throws UsageException if it is not
   */
  public TextRow weighing(double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new UsageException(
          "The text \""
              + text
              + "\" weighs "
              + value
              + ". A weight must be a finite number of at least 0.");
    }
    return new TextRow(text, pair, problemType, label, value);
  }

  ProblemType problemType() {
    return problemType;
  }

  boolean isWeighted() {
    return weight != 1;
  }

  List<String> texts() {
    return pair == null ? List.of(text) : List.of(text, pair);
  }

  /**
   * The row as a line of JSON holds it.
   *
   * @param weighted whether any row of the file has a weight
   */
  Map<String, Object> json(boolean weighted) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("text", text);
    if (pair != null) {
      json.put("text_pair", pair);
    }
    json.put("label", label);
    if (weighted) {
      json.put(Texts.WEIGHT, weight);
    }
    return json;
  }

  @Override
  public String toString() {
    return json(isWeighted()).toString();
  }
}
