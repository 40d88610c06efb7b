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
    List<String> named = // also where labels are ignored: what was named as one is no text
        Arrays.asList(columns.text(), columns.textPair(), columns.label(), columns.weight());
    String text = required("text", columns.text(), TEXTS, named, offered, where);
    boolean labelled = labelUse == LabelUse.REQUIRED;
    String label = labelled ? label(columns.label(), named, offered, where) : null;
    String weight =
        labelled && columns.weight() != null
            ? required("weight", columns.weight(), List.of(), named, offered, where)
            : null;
    String pair = pair(columns.textPair(), named, offered, where);
    return new ColumnChoice(text, pair, label, weight);
  }

  /** Text, second text, label and weight; null where there is none. */
  Stream<String> inOrder() {
    return Stream.of(text, textPair, label, weight);
  }

  /** The names that are looked for where none is given. */
  static List<String> usual() {
    return Stream.of(TEXTS, PAIRS, LABELS).flatMap(List::stream).toList();
  }

  private static String label(
      String given, List<String> named, Collection<String> offered, String where) {
    if (given == null && offered.containsAll(LABELS)) {
      throw new ClassifineException(
          where
              + ": there is a column \"label\" and a column \"labels\", and either could be meant."
              + " Choose one with --label-column.");
    }
    return required("label", given, LABELS, named, offered, where);
  }

  private static String pair(
      String given, List<String> named, Collection<String> offered, String where) {
    if (given != null) {
      return required("text pair", given, PAIRS, named, offered, where);
    }
    return PAIRS.stream()
        .filter(name -> offered.contains(name) && !named.contains(name))
        .findFirst()
        .orElse(null);
  }

  private static String required(
      String use,
      String given,
      List<String> usual,
      List<String> named,
      Collection<String> offered,
      String where) {
    if (given != null) {
      if (!offered.contains(given)) {
        throw new ClassifineException(
            "%s: no column \"%s\", which is named as the %s column. The columns are: %s."
                .formatted(where, given, use, quotedNames(offered)));
      }
      return given;
    }
    return usual.stream()
        .filter(name -> offered.contains(name) && !named.contains(name))
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
