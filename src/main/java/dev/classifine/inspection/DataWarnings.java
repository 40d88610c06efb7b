package dev.classifine.inspection;

import dev.classifine.problem.ProblemType;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What of a data set will hurt, and what to do. */
final class DataWarnings {

  private static final long FEW_ROWS = 10;
  private static final long IMBALANCE = 10;
  private static final double MANY_CUT = 0.05;
  private static final int SHOWN = 5;

  private final List<String> warnings = new ArrayList<>();

  private DataWarnings() {}

  /** Sentences, the worst first. */
  static List<String> of(SetReport train, SetReport eval, Repeats overlap) {
    DataWarnings found = new DataWarnings();
    found.labels(train);
    found.spelling(train);
    if (eval != null) {
      found.betweenSets(train, eval, overlap);
    }
    found.rows(train, "train");
    if (eval != null) {
      found.rows(eval, "eval");
    }
    return found.warnings;
  }

  private void labels(SetReport train) {
    if (train.problem() == ProblemType.REGRESSION) {
      if (train.range() != null && train.range().least() == train.range().greatest()) {
        warn("All values are %s: there is nothing to learn.", train.range().least());
      }
      return;
    }
    Map<String, Long> labels = train.labels();
    if (labels.size() < 2 && train.problem() == ProblemType.SINGLE_LABEL) {
      warn("There is one class only, %s: there is nothing to learn.", shown(labels.keySet()));
      return;
    }
    List<String> few =
        labels.entrySet().stream()
            .filter(label -> label.getValue() < FEW_ROWS)
            .map(Map.Entry::getKey)
            .toList();
    if (!few.isEmpty()) {
      warn(
          "%d of %d labels have fewer than %d rows: %s. Few will be learnt: collect more, or join"
              + " labels.",
          few.size(), labels.size(), FEW_ROWS, shown(few));
    }
    List<Long> counts = labels.values().stream().filter(rows -> rows > 0).toList();
    if (counts.size() > 1 && counts.get(0) >= IMBALANCE * counts.get(counts.size() - 1)) {
      warn(
          "The most frequent label has %d times the rows of the rarest. Look at macro_f1 rather"
              + " than accuracy, and try %s balanced.",
          counts.get(0) / counts.get(counts.size() - 1),
          train.problem() == ProblemType.SINGLE_LABEL ? "--class-weights" : "--pos-weight");
    }
  }

  private void spelling(SetReport train) {
    Map<String, List<String>> alike =
        train.labels().keySet().stream()
            .collect(Collectors.groupingBy(DataWarnings::plain, TreeMap::new, Collectors.toList()));
    alike.values().stream()
        .filter(labels -> labels.size() > 1)
        .limit(SHOWN)
        .forEach(
            labels ->
                warn(
                    "The labels %s differ only by capitals or spaces, and are different classes."
                        + " Write them alike.",
                    shown(labels)));
  }

  private void betweenSets(SetReport train, SetReport eval, Repeats overlap) {
    if (overlap.rows() > 0) {
      warn(
          "%d of the %d rows to evaluate on have the text of a row that is trained on%s: %s. The"
              + " metrics will be better than those of new texts.",
          overlap.rows(),
          eval.rows(),
          overlap.contradicting() == 0
              ? ""
              : ", " + overlap.contradicting() + " of them with another label",
          String.join(
              "; ", overlap.examples().isEmpty() ? overlap.contradictions() : overlap.examples()));
    }
    if (train.problem() == ProblemType.REGRESSION || train.rowsOfOtherLabels() > 0) {
      return;
    }
    List<String> unknown =
        eval.labels().keySet().stream().filter(name -> !train.labels().containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      warn(
          "%d labels to evaluate on are not among those to train on: %s. This is an error in a"
              + " training.",
          unknown.size(), shown(unknown));
    }
    List<String> unmeasured =
        train.labels().keySet().stream().filter(name -> !eval.labels().containsKey(name)).toList();
    if (!unmeasured.isEmpty()) {
      warn(
          "%d labels to train on are not among those to evaluate on: %s. How well they are learnt"
              + " is not measured.",
          unmeasured.size(), shown(unmeasured));
    }
  }

  private void rows(SetReport set, String name) {
    Repeats repeats = set.repeats();
    if (repeats.contradicting() > 0) {
      warn(
          "%s: %d rows have the text of an earlier row and another label: %s. Decide for one.",
          name, repeats.contradicting(), String.join("; ", repeats.contradictions()));
    }
    long same = repeats.rows() - repeats.contradicting();
    if (same > 0) {
      warn(
          "%s: %d rows repeat an earlier row: %s. They weigh as much as others, and a share that is"
              + " held out has copies.",
          name, same, String.join("; ", repeats.examples()));
    }
    if (set.notFinite() != null) {
      warn(
          "%s: %d labels are not finite numbers of at most 3.4e38, first %s. Correct these rows, or"
              + " leave them out: a training ends there.",
          name, set.notFinite().rows(), set.notFinite().first());
    }
    set.flaws()
        .forEach(
            (flaw, texts) ->
                warn("%s: %d %s, first %s.", name, texts.rows(), flaw.title(), texts.first()));
    long over = set.tokens().over();
    if (over > MANY_CUT * set.rows()) {
      warn(
          "%s: %d of %d texts are longer than %d tokens, and lose what is beyond. Raise"
              + " --max-length where the model allows it.",
          name, over, set.rows(), set.tokens().limit());
    }
  }

  private void warn(String format, Object... values) {
    warnings.add(String.format(Locale.ROOT, format, values));
  }

  /** Without capitals, and with one form of spaces and characters. */
  private static String plain(String label) {
    return Normalizer.normalize(label, Normalizer.Form.NFKC)
        .strip()
        .replaceAll("\\s+", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static String shown(Collection<String> labels) {
    String names =
        labels.stream()
            .limit(SHOWN)
            .map(label -> '"' + label + '"')
            .collect(Collectors.joining(", "));
    return labels.size() > SHOWN ? names + " and " + (labels.size() - SHOWN) + " more" : names;
  }
}
