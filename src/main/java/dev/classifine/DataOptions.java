package dev.classifine;

import dev.classifine.data.Columns;
import dev.classifine.data.DataLocation;
import dev.classifine.data.Fold;
import dev.classifine.error.UsageException;
import dev.classifine.problem.ProblemType;
import java.nio.file.Path;

/**
 * What to learn from.
 *
 * @param train the rows to train on: files, or what a query gives
 * @param eval the rows to evaluate on; null for none
 * @param evalFraction without an evaluation file, the share of training rows to hold out for it, in
 *     [0, 1); default 0
 * @param fold the part of the training rows to hold out in place of a share, while the other parts
 *     are trained on; null for none
 * @param columns which columns hold what; default by the usual names
 * @param labelDelimiter what stands between the labels of a cell; null where cells hold one label
 *     or a JSON list
 * @param problemType the problem; null goes by the checkpoint's configuration, then by the labels
 * @param tokenCache the folder where the tokens of the files are kept for the next run; null for
 *     none
 */
public record DataOptions(
    DataLocation train,
    DataLocation eval,
    double evalFraction,
    Fold fold,
    Columns columns,
    String labelDelimiter,
    ProblemType problemType,
    Path tokenCache) {

  /**
   * @throws UsageException if there is nothing to train on, the fraction is out of range, or there
   *     are several things to evaluate on
   */
  public DataOptions {
    if (train == null) {
      throw new UsageException("--train: missing. It must name a file of labelled texts.");
    }
    if (!(evalFraction >= 0 && evalFraction < 1)) {
      throw new UsageException(
          "--eval-fraction: "
              + evalFraction
              + " is out of range. It must be in [0, 1): the share of rows to hold out.");
    }
    if (eval != null && evalFraction > 0) {
      throw new UsageException(
          "--eval and --eval-fraction: both were given. Evaluate on a file or on a part of the"
              + " training rows, not on both.");
    }
    if (fold != null && (eval != null || evalFraction > 0)) {
      throw new UsageException(
          "--fold and "
              + (eval != null ? "--eval" : "--eval-fraction")
              + ": both were given. A fold is trained on the other folds and evaluated on itself;"
              + " leave one of them out.");
    }
    if (labelDelimiter != null && labelDelimiter.isEmpty()) {
      throw new UsageException(
          "--label-delimiter: empty. It must be at least one character, as in \";\".");
    }
  }

  /** Without a folder for tokens. */
  public DataOptions(
      DataLocation train,
      DataLocation eval,
      double evalFraction,
      Fold fold,
      Columns columns,
      String labelDelimiter,
      ProblemType problemType) {
    this(train, eval, evalFraction, fold, columns, labelDelimiter, problemType, null);
  }

  /** Without a fold and a folder for tokens. */
  public DataOptions(
      DataLocation train,
      DataLocation eval,
      double evalFraction,
      Columns columns,
      String labelDelimiter,
      ProblemType problemType) {
    this(train, eval, evalFraction, null, columns, labelDelimiter, problemType);
  }

  /**
   * The same with a fold.
   *
   * @param part null for none
   */
  public DataOptions withFold(Fold part) {
    return new DataOptions(
        train, eval, evalFraction, part, columns, labelDelimiter, problemType, tokenCache);
  }

  /**
   * The same with a folder where the tokens of the files are kept.
   *
   * @param folder null for none
   */
  public DataOptions withTokenCache(Path folder) {
    return new DataOptions(
        train, eval, evalFraction, fold, columns, labelDelimiter, problemType, folder);
  }

  /** The columns of rows to evaluate on, all of which weigh the same. */
  public Columns evalColumns() {
    return columns.withWeight(null);
  }

  /** Whether there are rows to evaluate on. */
  public boolean evaluates() {
    return eval != null || evalFraction > 0 || fold != null;
  }
}
