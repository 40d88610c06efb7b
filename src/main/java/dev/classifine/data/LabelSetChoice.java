package dev.classifine.data;

import dev.classifine.problem.LabelSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The labels to learn, out of those of the data and those of the checkpoint.
 *
 * @param headKept whether they are the checkpoint's
 * @param byIndex whether the data names labels by their indexes
 * @param messages what the user should know of it
 */
record LabelSetChoice(LabelSet labels, boolean headKept, boolean byIndex, List<String> messages) {

  /**
   * @param found the distinct labels of the data, at least one
   * @param checkpoint null where the checkpoint has no head
   */
  static LabelSetChoice of(Set<String> found, LabelSet checkpoint) {
    if (checkpoint == null) {
      return new LabelSetChoice(new LabelSet(Numbers.sorted(found)), false, false, List.of());
    }
    if (checkpoint.covers(found)) {
      return new LabelSetChoice(checkpoint, true, false, List.of());
    }
    if (areIndexes(found, checkpoint)) {
      return new LabelSetChoice(checkpoint, true, true, List.of(indexMessage(checkpoint)));
    }
    LabelSet labels = new LabelSet(Numbers.sorted(found));
    return new LabelSetChoice(labels, false, false, List.of(difference(labels, checkpoint)));
  }

  /** Whether all are indexes into the set, and none is one of its names. */
  static boolean areIndexes(Collection<String> found, LabelSet labels) {
    return found.stream()
        .allMatch(label -> Numbers.index(label, labels.size()) >= 0 && labels.indexOf(label) < 0);
  }

  static String indexMessage(LabelSet labels) {
    return "The labels of the data are integers and none is a name of the checkpoint's labels ("
        + labels
        + "): they are taken as indexes of these, 0 for \""
        + labels.name(0)
        + "\".";
  }

  private static String difference(LabelSet labels, LabelSet checkpoint) {
    List<String> added =
        labels.names().stream().filter(name -> checkpoint.indexOf(name) < 0).toList();
    List<String> dropped =
        checkpoint.names().stream().filter(name -> labels.indexOf(name) < 0).toList();
    return "The labels of the data are not those of the checkpoint, so the classification head is"
        + " new: "
        + labels.size()
        + " labels instead of "
        + checkpoint.size()
        + "; not in the checkpoint: "
        + Shortened.of(added)
        + (dropped.isEmpty() ? "" : "; not in the data: " + Shortened.of(dropped))
        + ".";
  }
}
