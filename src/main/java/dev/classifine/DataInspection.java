package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Columns;
import dev.classifine.data.DataLocation;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.LabelUse;
import dev.classifine.error.ClassifineException;
import dev.classifine.inspection.DataReport;
import dev.classifine.inspection.TokenCounter;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import java.util.List;

/** Tells what a data set is like, before anything is trained on it. */
public final class DataInspection {

  private DataInspection() {}

  /**
   * Reads the rows to train on, and those to evaluate on where there are some. Nothing is kept of
   * texts but hashes.
   *
   * @param model a checkpoint's folder or the name of a pretrained model, by whose tokenizer
   *     lengths are told
   * @param maxLength the most tokens of a text; 0 takes what the tokenizer and the model allow
   * @param data where the rows are, and in which columns; shares and folds to hold out count for
   *     nothing
   * @throws ClassifineException if there is no such model, or a row is not as it must be
   */
  public static DataReport of(String model, int maxLength, DataOptions data) {
    try (Checkpoint checkpoint = Checkpoints.open(model);
        Counter counter = new Counter(checkpoint, maxLength);
        ExampleSource train = open(data.train(), data);
        ExampleSource eval = data.eval() == null ? null : open(data.eval(), data)) {
      return DataReport.of(train, eval, counter);
    }
  }

  private static ExampleSource open(DataLocation location, DataOptions data) {
    Columns columns = data.columns().withWeight(null);
    return ExampleSource.open(location, columns, data.labelDelimiter(), LabelUse.REQUIRED);
  }

  /** Counts the tokens of whole texts. */
  private static final class Counter implements TokenCounter, AutoCloseable {

    private final int limit;
    private final TextTokenizer tokenizer;

    Counter(Checkpoint checkpoint, int maxLength) {
      try (TextTokenizer cutting = TokenizerLoader.load(checkpoint, maxLength)) {
        limit = cutting.maxLength();
      }
      tokenizer = TokenizerLoader.uncut(checkpoint);
    }

    @Override
    public int limit() {
      return limit;
    }

    @Override
    public int[] count(List<String> texts, List<String> pairs) {
      EncodedTexts encoded = tokenizer.encode(texts, pairs);
      int[] lengths = new int[encoded.size()];
      for (int row = 0; row < lengths.length; row++) {
        lengths[row] = encoded.length(row);
      }
      return lengths;
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
