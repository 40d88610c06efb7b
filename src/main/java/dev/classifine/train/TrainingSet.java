package dev.classifine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.problem.Targets;
import java.util.BitSet;
import java.util.Optional;

/** Rows to learn from or to evaluate on, in whatever form the block reads. */
public interface TrainingSet {

  /** How many rows there are. */
  default int size() {
    return targets().size();
  }

  /** What is to be predicted for each row. */
  Targets targets();

  /**
   * The block's inputs for some rows, made under and on the device of the manager. It is called
   * anew for every batch, and what it gives is closed with the batch: rows may be read or drawn
   * here. Numbers that are multiplied become arrays by {@link InputArrays}. One thread at a time
   * asks; where a training runs on several GPUs, not always the same.
   *
   * @param rows indexes in [0, size), in the order of the batch
   */
  NDList inputs(NDManager manager, int[] rows);

  /**
   * The words whose ids the inputs for some rows hold, those that fill up a batch included: only
   * their rows of a word embedding need to be trained. Asked for all rows before the training, and
   * for those of each step before it, which may hold words that were not known then.
   *
   * @return empty where that cannot be told
   */
  default Optional<BitSet> words(int[] rows) {
    return Optional.empty();
  }

  /**
   * What a row costs relative to others: its tokens. Evaluation runs rows of like length together.
   */
  default int length(int row) {
    return 1;
  }

  /**
   * The rows of which something is known, as a set: those whose target is not ignored.
   *
   * @throws dev.classifine.error.ClassifineException if all are ignored
   */
  default TrainingSet known() {
    return SelectedRows.known(this);
  }

  /** Where a row comes from, for a person: {@code train.csv:17}. */
  default String describe(int row) {
    return "row " + row;
  }
}
