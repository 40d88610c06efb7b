package dev.classifine.cli;

import dev.classifine.OutputOptions;
import picocli.CommandLine.Option;

/** Whether a run leaves a model card, as an option. */
final class ModelCardArguments {

  @Option(
      names = "--model-card",
      negatable = true,
      fallbackValue = "true",
      description =
          "Write README.md, a model card as the Hugging Face hub reads it (default: yes).")
  private Boolean modelCard;

  OutputOptions addTo(OutputOptions output) {
    return output.withModelCard(modelCard == null || modelCard);
  }
}
