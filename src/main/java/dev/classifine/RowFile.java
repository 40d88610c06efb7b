package dev.classifine;

import dev.classifine.RunFiles.FileRows;
import dev.classifine.RunFiles.Source;
import dev.classifine.data.Columns;
import dev.classifine.data.DataFormat;
import dev.classifine.data.DataLocation;
import dev.classifine.data.Example;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelUse;
import dev.classifine.data.LabelledRows;
import dev.classifine.data.TextPrints;
import dev.classifine.error.ClassifineException;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labelled texts that are read once: while some rows are tokenised the next are read, and of those
 * that were, the texts are forgotten.
 */
final class RowFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RowFile.class);
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  private final DataLocation location;
  private final Columns columns;
  private final ExampleSource source;

  private RowFile(DataLocation location, Columns columns, ExampleSource source) {
    this.location = location;
    this.columns = columns;
    this.source = source;
  }

  /**
   * Opens a file, several or a query, and reads the first row.
   *
   * @throws ClassifineException if that is not as it must be
   */
  static RowFile open(DataOptions data, DataLocation location, Columns columns) {
    ExampleSource source =
        ExampleSource.openHashed(location, columns, data.labelDelimiter(), LabelUse.REQUIRED);
    try {
      source.hasNext();
      return new RowFile(location, columns, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * Reads all rows.
   *
   * @param cache where tokens of files are kept; null for none
   * @param prints takes those of the texts; null for none
   */
  FileRows read(TextTokenizer tokenizer, TokenCache cache, TextPrints prints) {
    Optional<DataFormat> format = location.format();
    if (cache != null && format.isEmpty()) {
      LOG.warn(
          "{}: its tokens are not kept: what a query gives is known only when it was read."
              + " --token-cache keeps those of files.",
          source.source());
    }
    if (cache == null || format.isEmpty()) {
      return read(new Tokens(tokenizer, null), prints, null);
    }
    String hash = location.sha256(columns); // in advance: it decides whether texts are tokenised
    Map<String, Object> key = key(hash, format.get(), tokenizer);
    Optional<EncodedTexts> kept = cache.read(key);
    FileRows rows = read(new Tokens(tokenizer, kept.orElse(null)), prints, kept.isPresent());
    if (!rows.source().sha256().equals(hash)) {
      throw new ClassifineException(
          source.source()
              + ": was changed while it was read. Begin anew when it is as it is to be.");
    }
    if (rows.tokens().size() != rows.labels().size()) {
      throw new ClassifineException(
          "%s: holds the tokens of %,d texts, but %s has %,d rows. Delete it; the next run makes it anew."
              .formatted(
                  cache.file(key), rows.tokens().size(), source.source(), rows.labels().size()));
    }
    if (kept.isEmpty()) {
      cache.write(key, rows.tokens());
    }
    LOG.info(
        "{}: its tokens are {} {}.",
        source.source(),
        kept.isPresent() ? "those of an earlier run:" : "kept for later runs:",
        cache.file(key));
    return rows;
  }

  /** All that the tokens of a file depend on. */
  private Map<String, Object> key(String hash, DataFormat format, TextTokenizer tokenizer) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("data_sha256", hash);
    key.put("format", format.name());
    key.put("text_column", columns.text());
    key.put("text_pair_column", columns.textPair());
    key.put("label_column", columns.label()); // it is not the second text
    key.put("weight_column", columns.weight());
    key.putAll(tokenizer.identity());
    key.put("classifine", Versions.classifine()); // by which rows are read
    key.put("djl", Versions.djl());
    return key;
  }

  private FileRows read(Tokens tokens, TextPrints prints, Boolean kept) {
    LabelledRows.Builder labels = new LabelledRows.Builder(source.source(), source.places());
    long told = System.nanoTime();
    long count = 0;
    try (ReadAhead ahead = new ReadAhead(source, TextClassifier.UNTIL_FULL)) {
      for (List<Example> rows = next(ahead); !rows.isEmpty(); rows = next(ahead)) {
        tokens.add(new Examples(source.source(), rows));
        rows.forEach(labels::add);
        if (prints != null) {
          rows.forEach(prints::add);
        }
        count += rows.size();
        if (System.nanoTime() - told > PROGRESS.toNanos()) {
          LOG.info("{}: {} rows read.", source.source(), String.format("%,d", count));
          told = System.nanoTime();
        }
      }
      ahead.check();
    }
    Source read =
        new Source(location, source.sha256().orElseGet(() -> location.sha256(columns)), kept);
    return new FileRows(labels.build(), tokens.get(), prints, read);
  }

  private static List<Example> next(ReadAhead ahead) {
    return ahead.next(true);
  }

  /**
   * Reads some rows anew, since none was kept: for as many as a person reads. What is no longer
   * there is left out.
   *
   * @param rows their numbers in the source, from 0
   * @return the rows by their numbers
   */
  static Map<Integer, Example> read(DataOptions data, DataLocation location, Set<Integer> rows) {
    Map<Integer, Example> found = new HashMap<>();
    try (ExampleSource source =
        ExampleSource.open(location, data.columns(), data.labelDelimiter(), LabelUse.IGNORED)) {
      for (int row = 0; found.size() < rows.size() && source.hasNext(); row++) {
        Example example = source.next();
        if (rows.contains(row)) {
          found.put(row, example);
        }
      }
    } catch (ClassifineException e) {
      LOG.warn("Texts of the report are missing: {}", e.getMessage());
    }
    return found;
  }

  /** Closes the source; may be called again. */
  @Override
  public void close() {
    source.close();
  }

  /** Tokens that are kept, or made as rows come. */
  private static final class Tokens {

    private final TextTokenizer tokenizer;
    private final EncodedTexts kept;
    private final EncodedTexts.Builder made = new EncodedTexts.Builder();

    Tokens(TextTokenizer tokenizer, EncodedTexts kept) {
      this.tokenizer = tokenizer;
      this.kept = kept;
    }

    void add(Examples rows) {
      if (kept == null) {
        tokenizer.encode(rows.texts(), rows.pairs(), made);
      }
    }

    EncodedTexts get() {
      return kept == null ? made.build() : kept;
    }
  }
}
