package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ModelSummary;
import dev.classifine.text.TokenizerFiles;
import dev.classifine.weights.TensorInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint is and what training would do to it, told without loading it.
 *
 * @param name what the user calls it
 * @param place where its configuration is
 * @param model its architecture, parameters and labels
 * @param weights where its tensors are
 * @param tensorBytes their size
 * @param tokenizerFiles the tokenizer's files with their sizes in bytes
 * @param tokenizerProblem why there is no tokenizer that can be used; null where there is one
 * @param tokenizerLength {@code model_max_length} of the tokenizer, or the largest int for unknown
 * @param givesTypes whether the tokenizer gives the model token types
 */
public record Inspection(
    String name,
    String place,
    ModelSummary model,
    String weights,
    long tensorBytes,
    Map<String, Long> tokenizerFiles,
    String tokenizerProblem,
    int tokenizerLength,
    boolean givesTypes) {

  /**
   * Looks at a checkpoint.
   *
   * @param model as {@code --model} names it
   * @throws ClassifineException if it is not one that can be trained
   */
  public static Inspection of(String model) {
    try (Checkpoint checkpoint = Checkpoints.open(model)) {
      ModelSummary summary = ModelSummary.of(checkpoint);
      TokenizerFiles tokenizer =
          new TokenizerFiles(checkpoint::tokenizerFile, checkpoint.name(), summary.modelType());
      Map<String, Long> files = new LinkedHashMap<>();
      checkpoint
          .tokenizerFiles()
          .forEach(file -> files.put(file.name(), (long) file.content().length));
      return new Inspection(
          checkpoint.name(),
          checkpoint.configPlace(),
          summary,
          checkpoint.tensors().describe(),
          checkpoint.tensors().tensors().stream().mapToLong(TensorInfo::byteSize).sum(),
          files,
          problem(tokenizer),
          tokenizer.maxLength(),
          tokenizer.givesTypes() && summary.tokenTypes() > 0);
    }
  }

  private static String problem(TokenizerFiles tokenizer) {
    try {
      tokenizer.json();
      return null;
    } catch (ClassifineException e) {
      return e.getMessage();
    }
  }
}
