package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides what training labels mean. The problem type comes from the option, else from the
 * checkpoint's configuration, else from the labels: any empty or longer list is multi-label, lists
 * of exactly one are single-label, numbers of which one is not whole are regression, all else is
 * single-label.
 */
public final class LabelResolver {

  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private final Examples training;
  private final ProblemType option;
  private final ProblemType checkpointType;
  private final LabelSet checkpointLabels;
  private final List<String> messages = new ArrayList<>();

  /**
   * @param training the training set
   * @param option the problem type asked for; null for none
   * @param checkpointType the problem type of the checkpoint's configuration; null for none
   * @param checkpointLabels the label set of the checkpoint; null for none
   */
  public LabelResolver(
      Examples training,
      ProblemType option,
      ProblemType checkpointType,
      LabelSet checkpointLabels) {
    this.training = training;
    this.option = option;
    this.checkpointType = checkpointType;
    this.checkpointLabels = checkpointLabels;
  }

  /**
   * Decides.
   *
   * @throws ClassifineException if the labels contradict the type, or there is nothing to tell
   *     apart
   */
  public Labelling resolve() {
    ProblemType type;
    String source;
    if (option != null) {
      type = option;
      source = "option";
    } else if (checkpointType != null) {
      type = checkpointType;
      source = "checkpoint";
    } else {
      type = typeOfLabels();
      source = "labels";
    }
    Labelling labelling =
        type == ProblemType.REGRESSION ? regression(source) : classification(type, source);
    labelling.targets(training); // a contradiction is an error now, not in the middle of the run
    return labelling;
  }

  private ProblemType typeOfLabels() {
    Optional<Example> several =
        rows()
            .filter(row -> row.label() instanceof RawLabel.Many && distinct(row) != 1)
            .findFirst();
    if (several.isPresent()) {
      messages.add(
          "Multi-label classification: line "
              + several.get().line()
              + " of "
              + training.where()
              + " has "
              + distinct(several.get())
              + " labels.");
      return ProblemType.MULTI_LABEL;
    }
    if (rows().allMatch(row -> row.label() instanceof RawLabel.Many)) {
      messages.add(
          "Single-label classification: every training row's list holds exactly one label."
              + " --problem-type "
              + ProblemType.MULTI_LABEL.id()
              + " trains for any number.");
      return ProblemType.SINGLE_LABEL;
    }
    boolean numbers = values().allMatch(value -> NUMBER.matcher(value).matches());
    if (numbers && values().anyMatch(value -> !INTEGER.matcher(value).matches())) {
      messages.add("Regression: every label is a number, and not all are whole.");
      return ProblemType.REGRESSION;
    }
    return ProblemType.SINGLE_LABEL;
  }

  private Labelling regression(String source) {
    int width = Math.max(1, training.rows().get(0).label().values().size());
    List<String> names = IntStream.range(0, width).mapToObj(i -> "LABEL_" + i).toList();
    boolean kept = checkpointLabels != null && checkpointLabels.size() == width;
    LabelSet labels = kept ? checkpointLabels : new LabelSet(names);
    return new Labelling(ProblemType.REGRESSION, source, labels, kept, false, messages);
  }

  private Labelling classification(ProblemType type, String source) {
    TreeSet<String> found = new TreeSet<>(Comparator.naturalOrder());
    values().forEach(found::add);
    if (found.isEmpty()) {
      throw new ClassifineException(
          training.where() + ": no row has a label. There must be something to learn.");
    }
    if (type == ProblemType.SINGLE_LABEL && found.size() == 1) {
      throw new ClassifineException(
          training.where()
              + ": all "
              + training.size()
              + " rows have the same label \""
              + found.first()
              + "\". A classifier needs at least two to tell apart.");
    }
    if (checkpointLabels != null) {
      if (checkpointLabels.covers(found)) {
        return new Labelling(type, source, checkpointLabels, true, false, messages);
      }
      if (areIndexes(found)) {
        messages.add(
            "The labels are taken as indexes of the checkpoint's labels: "
                + checkpointLabels
                + ".");
        return new Labelling(type, source, checkpointLabels, true, true, messages);
      }
      List<String> unknown =
          found.stream().filter(label -> checkpointLabels.indexOf(label) < 0).toList();
      messages.add(
          "The checkpoint's labels ("
              + checkpointLabels
              + ") do not cover the data's ("
              + new LabelSet(unknown)
              + " unknown): the head starts anew.");
    }
    return new Labelling(type, source, new LabelSet(sorted(found)), false, false, messages);
  }

  private boolean areIndexes(TreeSet<String> found) {
    return found.stream()
        .allMatch(
            label ->
                INTEGER.matcher(label).matches()
                    && Integer.parseInt(label) >= 0
                    && Integer.parseInt(label) < checkpointLabels.size()
                    && checkpointLabels.indexOf(label) < 0);
  }

  /** By value where all are whole numbers, by code point otherwise: the same on every machine. */
  private static List<String> sorted(TreeSet<String> labels) {
    boolean integers = labels.stream().allMatch(label -> INTEGER.matcher(label).matches());
    Comparator<String> order =
        integers
            ? Comparator.<String>comparingInt(Integer::parseInt)
                .thenComparing(Comparator.naturalOrder())
            : Comparator.naturalOrder();
    return labels.stream().sorted(order).toList();
  }

  private Stream<Example> rows() {
    return training.rows().stream();
  }

  private Stream<String> values() {
    return rows().flatMap(row -> row.label().values().stream());
  }

  private static long distinct(Example row) {
    return row.label().values().stream().distinct().count();
  }
}
