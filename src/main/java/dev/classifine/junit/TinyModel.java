package dev.classifine.junit;

import dev.classifine.error.UsageException;

/**
 * The size of a tiny BERT with random weights, which a test fine-tunes in place of a pretrained
 * model. Its vocabulary is the words of the test's texts, lower-cased; any other word is {@code
 * [UNK]}.
 *
 * @param layers in [1, 12]; default 2
 * @param hiddenSize the width of the layers, in [2, 512], a multiple of the heads; the inner width
 *     is twice that; default 32
 * @param heads of the attention, at least 1; default 2
 * @param maxTokens the most tokens of a text, {@code [CLS]} and {@code [SEP]} included, in [8,
 *     512]; longer texts are cut; default 32
 * @param dropout the rate of dropout, in [0, 1); default 0.1, as BERT's
 */
public record TinyModel(int layers, int hiddenSize, int heads, int maxTokens, double dropout) {

  /** Two layers of 32, two heads. */
  public static final TinyModel DEFAULT = new TinyModel(2, 32, 2, 32, 0.1);

  /**
   * @throws UsageException if a value is out of its range
   */
  public TinyModel {
    check(layers >= 1 && layers <= 12, "layers", layers, "in [1, 12]");
    check(heads >= 1, "heads", heads, "at least 1");
    check(
        hiddenSize >= 2 && hiddenSize <= 512 && hiddenSize % heads == 0,
        "hidden size",
        hiddenSize,
        "in [2, 512] and a multiple of the " + heads + " heads");
    check(maxTokens >= 8 && maxTokens <= 512, "max tokens", maxTokens, "in [8, 512]");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "in [0, 1)");
  }

  /** The same model with another number of layers. */
  public TinyModel withLayers(int value) {
    return new TinyModel(value, hiddenSize, heads, maxTokens, dropout);
  }

  /** The same model with another width. */
  public TinyModel withHiddenSize(int value) {
    return new TinyModel(layers, value, heads, maxTokens, dropout);
  }

  /** The same model with another number of heads. */
  public TinyModel withHeads(int value) {
    return new TinyModel(layers, hiddenSize, value, maxTokens, dropout);
  }

  /** The same model for texts of another length. */
  public TinyModel withMaxTokens(int value) {
    return new TinyModel(layers, hiddenSize, heads, value, dropout);
  }

  /** The same model with another dropout; 0 for none. */
  public TinyModel withDropout(double value) {
    return new TinyModel(layers, hiddenSize, heads, maxTokens, value);
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new UsageException(
          "tiny model: " + name + ": " + value + " is out of range. It must be " + rule + ".");
    }
  }
}
