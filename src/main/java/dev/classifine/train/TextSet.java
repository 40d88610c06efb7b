package dev.classifine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.problem.Targets;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TokenBatch;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntFunction;

/** Tokenised texts with their targets. */
public final class TextSet implements TrainingSet {

  private final EncodedTexts texts;
  private final Targets targets;
  private final int padding;
  private final IntFunction<String> origin;

  /**
   * @param texts the tokens
   * @param targets one for each text; null for texts that are only predicted
   * @param padding the id of the padding token
   * @param origin where a row comes from
   */
  public TextSet(EncodedTexts texts, Targets targets, int padding, IntFunction<String> origin) {
    this.texts = texts;
    this.targets = targets;
    this.padding = padding;
    this.origin = origin;
  }

  @Override
  public int size() {
    return texts.size();
  }

  @Override
  public Targets targets() {
    return targets;
  }

  @Override
  public NDList inputs(NDManager manager, int[] rows) {
    return TokenBatch.of(manager, texts, rows, padding);
  }

  @Override
  public Optional<BitSet> words(int[] rows) {
    BitSet words = new BitSet();
    words.set(padding);
    for (int row : rows) {
      texts.addWords(row, words);
    }
    return Optional.of(words);
  }

  @Override
  public int length(int row) {
    return texts.length(row);
  }

  @Override
  public String describe(int row) {
    return origin.apply(row);
  }
}
