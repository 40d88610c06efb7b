package dev.classifine.data;

import dev.classifine.problem.ProblemType;
import java.util.List;

/** The problem that labels look like, told from one after the other as a training tells it. */
public final class ProblemSurvey {

  private boolean anyList;
  private boolean anyText;
  private boolean anyDecimal;

  /** Takes a row's label; one that is ignored tells nothing. */
  public void add(RawLabel label) {
    if (label.isIgnored()) {
      return;
    }
    List<String> values = label.values();
    if (label instanceof RawLabel.Marks || values.stream().distinct().count() != 1) {
      anyList = true;
    } else if (label.quoted() || !Numbers.isNumber(values.get(0))) {
      anyText = true;
    } else {
      anyDecimal |= Numbers.isDecimal(values.get(0));
    }
  }

  /** The problem that the labels so far look like. */
  public ProblemType type() {
    if (anyList) {
      return ProblemType.MULTI_LABEL;
    }
    return anyDecimal && !anyText ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL;
  }
}
