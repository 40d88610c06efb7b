package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.lora.LoraOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Low-rank adaptation, as options; any of them but {@code --save-adapter} turns it on. */
final class LoraArguments {

  @Option(
      names = "--lora",
      description = "Train low-rank updates of the weights, and the classifier, and no more.")
  private boolean lora;

  @Option(
      names = {"--lora-r", "--lora-rank"},
      paramLabel = "R",
      description = "Rank of the updates (default: 8).")
  private Integer rank;

  @Option(
      names = "--lora-alpha",
      paramLabel = "ALPHA",
      description = "The updates are multiplied by ALPHA / R (default: 8).")
  private Double alpha;

  @Option(
      names = "--lora-dropout",
      paramLabel = "RATE",
      description = "Dropout of what the updates read (default: 0).")
  private Double dropout;

  @Option(
      names = {"--lora-target-modules", "--lora-targets"},
      paramLabel = "NAME",
      split = ",",
      description =
          "Linear layers to adapt, as query,value, or all-linear (default: the attention's query"
              + " and value).")
  private List<String> targetModules;

  @Option(
      names = {"--lora-modules-to-save", "--modules-to-save"},
      paramLabel = "NAME",
      split = ",",
      description = "Modules to train in full beside the classifier.")
  private List<String> modulesToSave;

  @Option(
      names = {"--use-rslora", "--lora-use-rslora"},
      description = "Multiply the updates by ALPHA / sqrt(R) instead.")
  private boolean rankStabilised;

  @Option(
      names = "--save-adapter",
      description = "Write a PEFT adapter instead of the merged checkpoint.")
  private boolean saveAdapter;

  /**
   * The options, where LoRA is asked for.
   *
   * @throws UsageException if a value is out of range, or an adapter is to be saved without LoRA
   */
  Optional<LoraOptions> options() {
    if (!isOn()) {
      if (saveAdapter) {
        throw new UsageException(
            "--save-adapter: without LoRA there is no adapter. Give --lora, or leave it out for"
                + " the whole checkpoint.");
      }
      return Optional.empty();
    }
    LoraOptions defaults = LoraOptions.DEFAULTS;
    return Optional.of(
        new LoraOptions(
            rank == null ? defaults.rank() : rank,
            alpha == null ? defaults.alpha() : alpha,
            dropout == null ? defaults.dropout() : dropout,
            targetModules == null ? defaults.targetModules() : targetModules,
            rankStabilised,
            modulesToSave == null ? defaults.modulesToSave() : modulesToSave));
  }

  /** Whether an adapter is written and not the merged checkpoint. */
  boolean saveAdapter() {
    return saveAdapter;
  }

  private boolean isOn() {
    return lora
        || rankStabilised
        || Stream.of(rank, alpha, dropout, targetModules, modulesToSave).anyMatch(Objects::nonNull);
  }
}
