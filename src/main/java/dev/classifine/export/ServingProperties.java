package dev.classifine.export;

import dev.classifine.model.TextModel;
import dev.classifine.problem.ProblemType;
import dev.classifine.text.TokenizerFiles;

/** {@code serving.properties}: how DJL Serving, and DJL's {@code Criteria}, load a folder. */
final class ServingProperties {

  private ServingProperties() {}

  /**
   * The file's text.
   *
   * @param length the most tokens of a text
   */
  static String of(TextModel model, TokenizerFiles tokenizer, int length) {
    StringBuilder text = new StringBuilder();
    text.append("engine=PyTorch\n");
    text.append("option.mapLocation=true\n");
    if (model.problemType() == ProblemType.REGRESSION) {
      // DJL's translator makes probabilities of every output.
      return text.append("translatorFactory=ai.djl.translate.NoopServingTranslatorFactory\n")
          .toString();
    }
    text.append("translatorFactory=")
        .append("ai.djl.huggingface.translator.TextClassificationTranslatorFactory\n");
    text.append("includeTokenTypes=")
        .append(tokenizer.givesTypes() && model.tokenTypes() > 1)
        .append('\n');
    text.append("padding=true\n");
    text.append("truncation=true\n");
    text.append("maxLength=").append(length).append('\n');
    text.append("modelMaxLength=").append(length).append('\n'); // DJL's own default is 512
    return text.toString();
  }
}
