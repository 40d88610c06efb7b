package dev.classifine;

import dev.classifine.data.DataLocation;
import dev.classifine.data.LabelledRows;
import dev.classifine.data.TextPrints;
import dev.classifine.error.ClassifineException;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files and queries of a run, open to be read once from their beginning to their end. */
final class RunFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  private final DataOptions options;
  private final RowFile train;
  private final RowFile eval; // null where there is no file for it

  /**
   * A file's rows without their texts.
   *
   * @param labels with the lines and the weights
   * @param tokens one for each row
   * @param prints of the texts; null where nobody asks whether rows have the same
   * @param source what was read
   */
  record FileRows(LabelledRows labels, EncodedTexts tokens, TextPrints prints, Source source) {}

  /**
   * What was read.
   *
   * @param sha256 of the bytes of files, of the rows of a query
   * @param tokensKept whether its tokens are those of an earlier run; null where none are kept
   */
  record Source(DataLocation location, String sha256, Boolean tokensKept) {}

  /**
   * The rows of all files.
   *
   * @param eval null where there is no file for it
   */
  record AllRows(FileRows train, FileRows eval) {}

  private RunFiles(DataOptions options, RowFile train, RowFile eval) {
    this.options = options;
    this.train = train;
    this.eval = eval;
  }

  /**
   * Opens them and reads their first rows: a file that is not there, or has other columns, is told
   * before a model is fetched.
   *
   * @throws ClassifineException if such a row is not as it must be
   */
  static RunFiles open(DataOptions options) {
    options.train().orderWarning().ifPresent(LOG::warn);
    RowFile train = RowFile.open(options, options.train(), options.columns());
    try {
      return new RunFiles(
          options,
          train,
          options.eval() == null
              ? null
              : RowFile.open(options, options.eval(), options.evalColumns()));
    } catch (RuntimeException e) {
      train.close();
      throw e;
    }
  }

  /**
   * Reads and tokenises them, and closes each when it is read: a database has no connection open
   * while the training runs.
   *
   * @throws ClassifineException if a row is not as it must be
   */
  AllRows read(TextTokenizer tokenizer) {
    TokenCache cache = options.tokenCache() == null ? null : new TokenCache(options.tokenCache());
    boolean splits = options.eval() == null && options.evaluates();
    FileRows trainRows = train.read(tokenizer, cache, splits ? new TextPrints() : null);
    train.close();
    if (eval == null) {
      return new AllRows(trainRows, null);
    }
    FileRows evalRows = eval.read(tokenizer, cache, null);
    eval.close();
    return new AllRows(trainRows, evalRows);
  }

  /** Closes what was not read to its end; may be called again. */
  @Override
  public void close() {
    train.close();
    if (eval != null) {
      eval.close();
    }
  }
}
