package dev.classifine.junit;

import dev.classifine.data.Columns;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelUse;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.problem.ProblemType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Labelled texts of a test, to learn from or to evaluate on. */
public final class Texts {

  /** The name of the column with the rows' weights. */
  static final String WEIGHT = "weight";

  private final Path file;
  private final List<TextRow> rows;
  private final List<String> texts;

  private Texts(Path file, List<TextRow> rows, List<String> texts) {
    this.file = file;
    this.rows = rows;
    this.texts = texts;
  }

  /**
   * Texts of a single-label problem.
   *
   * @param textsAndLabels a text, its label, a text, its label, and so on
   * @throws UsageException if the last text has no label
   */
  public static Texts of(String... textsAndLabels) {
    if (textsAndLabels.length % 2 != 0) {
      throw new UsageException(
          "Texts.of was given "
              + textsAndLabels.length
              + " strings. It must be an even number: a text, its label, a text, its label, and so"
              + " on.");
    }
    List<TextRow> rows = new ArrayList<>();
    for (int i = 0; i < textsAndLabels.length; i += 2) {
      rows.add(TextRow.of(textsAndLabels[i], textsAndLabels[i + 1]));
    }
    return of(rows);
  }

  /** Rows of one kind; see {@link #of(List)}. */
  public static Texts of(TextRow... rows) {
    return of(List.of(rows));
  }

  /**
   * Rows of one kind: all with one label, all with a list of labels, or all with a number. Lists
   * make it a multi-label problem, also where each holds exactly one label.
   *
   * @throws UsageException if there are none, or they are of several kinds
   */
  public static Texts of(List<TextRow> rows) {
    Map<ProblemType, TextRow> kinds =
        rows.stream()
            .collect(
                Collectors.toMap(
                    TextRow::problemType, row -> row, (first, other) -> first, TreeMap::new));
    if (kinds.size() != 1) {
      throw new UsageException(
          (rows.isEmpty() ? "There are no texts" : "The texts are of several kinds: " + kinds)
              + ". There must be at least one text, and all must have one label, or all a list of"
              + " labels, or all a number.");
    }
    List<String> texts = rows.stream().flatMap(row -> row.texts().stream()).toList();
    return new Texts(null, List.copyOf(rows), texts);
  }

  /**
   * Texts of a single-label problem, in the order of the labels' names, whatever the map's order.
   */
  public static Texts byLabel(Map<String, ? extends Collection<String>> textsByLabel) {
    return of(
        new TreeMap<>(textsByLabel)
            .entrySet().stream()
                .flatMap(
                    entry ->
                        entry.getValue().stream().map(text -> TextRow.of(text, entry.getKey())))
                .toList());
  }

  /**
   * The texts of a file, as a training reads it: CSV, TSV, JSON Lines or JSON, columns by their
   * usual names.
   *
   * @throws ClassifineException if a row is not as it must be
   */
  public static Texts read(Path file) {
    Examples examples = Examples.read(file, Columns.AUTOMATIC, null, LabelUse.REQUIRED);
    List<String> pairs = examples.pairs() == null ? List.of() : examples.pairs();
    return new Texts(
        file,
        List.of(),
        Stream.concat(examples.texts().stream(), pairs.stream().filter(text -> text != null))
            .toList());
  }

  /** All texts, second ones included. */
  List<String> texts() {
    return texts;
  }

  /** What the labels are; null for a file, whose labels the training decides on. */
  ProblemType problemType() {
    return file == null ? rows.get(0).problemType() : null;
  }

  /** Whether there is a column of weights. */
  boolean isWeighted() {
    return rows.stream().anyMatch(TextRow::isWeighted);
  }

  /**
   * The file that holds them, written where they come from no file.
   *
   * @param folder where to write
   * @param name without the ending
   */
  Path file(Path folder, String name) {
    if (file != null) {
      return file;
    }
    Path written = folder.resolve(name + ".jsonl");
    WholeFile.write(
        written,
        rows.stream()
            .map(row -> Json.line(row.json(isWeighted())) + "\n")
            .collect(Collectors.joining()));
    return written;
  }
}
