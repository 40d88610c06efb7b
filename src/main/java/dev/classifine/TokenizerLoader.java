package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.error.UsageException;
import dev.classifine.model.InputLimits;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenLimits;
import dev.classifine.text.TokenizerFiles;

/** The tokenizer of a checkpoint, cut to what its model can take. */
final class TokenizerLoader {

  /** More tokens than a text may have characters, four times over. */
  private static final int ANY_LENGTH = 1 << 26;

  private TokenizerLoader() {}

  /**
   * Loads it.
   *
   * @param maxLength the most tokens asked for; 0 takes what the tokenizer and the model allow
   * @throws UsageException if the model has fewer positions
   */
  static TextTokenizer load(Checkpoint checkpoint, int maxLength) {
    InputLimits model = InputLimits.of(checkpoint);
    int positions = model.maxTokens();
    if (maxLength > positions) {
      throw new UsageException(
          "--max-length: "
              + maxLength
              + " is more than the "
              + positions
              + " positions of "
              + checkpoint.name()
              + ". It must be at most that.");
    }
    TokenizerFiles files = files(checkpoint, model);
    int length = maxLength > 0 ? maxLength : Math.min(model.usualTokens(), files.maxLength());
    return load(checkpoint, model, files, length);
  }

  /** Loads one that cuts no text, to count tokens. */
  static TextTokenizer uncut(Checkpoint checkpoint) {
    InputLimits model = InputLimits.of(checkpoint);
    return load(checkpoint, model, files(checkpoint, model), ANY_LENGTH);
  }

  private static TokenizerFiles files(Checkpoint checkpoint, InputLimits model) {
    return new TokenizerFiles(checkpoint::tokenizerFile, checkpoint.name(), model.modelType());
  }

  private static TextTokenizer load(
      Checkpoint checkpoint, InputLimits model, TokenizerFiles files, int length) {
    int types = files.givesTypes() ? model.tokenTypes() : 0;
    return TextTokenizer.load(
        files.json(),
        checkpoint.name() + "/tokenizer.json",
        new TokenLimits(length, model.words(), types, files.cutsFromStart()));
  }
}
