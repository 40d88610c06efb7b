package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that a file's header or a JSON object's keys offer for {@link Columns}.
 *
 * @param textPair null where there is none
 * @param label null where labels are ignored
 * @param weight null where there is none, or labels are ignored
 */
record ColumnChoice(String text, String textPair, String label, String weight) {

  private static final List<String> TEXTS = List.of("text", "sentence", "sentence1");
  private static final List<String> PAIRS = List.of("text_pair", "sentence2");
  private static final List<String> LABELS = List.of("label", "labels");

  /** The names are looked up in {@code offered}; {@code where} begins an error. */
  static ColumnChoice of(
      Collection<String> offered, Columns columns, LabelUse labelUse, String where) {
    String text = required("text", columns.text(), TEXTS, offered, where);
    boolean labelled = labelUse == LabelUse.REQUIRED;
    String label = labelled ? label(columns.label(), offered, where) : null;
    String weight =
        labelled && columns.weight() != null
            ? required("weight", columns.weight(), List.of(), offered, where)
            : null;
    String pair = pair(columns.textPair(), Arrays.asList(text, label, weight), offered, where);
    return new ColumnChoice(text, pair, label, weight);
  }

  /** The names that are looked for where none is given. */
  static List<String> usual() {
    return Stream.of(TEXTS, PAIRS, LABELS).flatMap(List::stream).toList();
  }

  private static String label(String named, Collection<String> offered, String where) {
    if (named == null && offered.containsAll(LABELS)) {
      throw new ClassifineException(
          where
              + ": there is a column \"label\" and a column \"labels\", and either could be meant."
              + " Choose one with --label-column.");
    }
    return required("label", named, LABELS, offered, where);
  }

  private static String pair(
      String named, List<String> taken, Collection<String> offered, String where) {
    if (named != null) {
      return required("text pair", named, PAIRS, offered, where);
    }
    return PAIRS.stream()
        .filter(name -> offered.contains(name) && !taken.contains(name))
        .findFirst()
        .orElse(null);
  }

  private static String required(
      String use, String named, List<String> usual, Collection<String> offered, String where) {
    if (named != null) {
      if (!offered.contains(named)) {
        throw new ClassifineException(
            "%s: no column \"%s\", which is named as the %s column. The columns are: %s."
                .formatted(where, named, use, quotedNames(offered)));
      }
      return named;
    }
    return usual.stream()
        .filter(offered::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new ClassifineException(
                    ("%s: no %s column: none is called %s. The columns are: %s. Name the right"
                            + " one with --%s-column.")
                        .formatted(
                            where,
                            use,
                            usual.stream().collect(Collectors.joining("\" or \"", "\"", "\"")),
                            quotedNames(offered),
                            use.replace(' ', '-'))));
  }

  private static String quotedNames(Collection<String> names) {
    if (names.isEmpty()) {
      return "(none)";
    }
    String shown = names.stream().limit(30).collect(Collectors.joining("\", \"", "\"", "\""));
    return names.size() <= 30 ? shown : shown + ", ... (" + names.size() + " columns)";
  }
}
