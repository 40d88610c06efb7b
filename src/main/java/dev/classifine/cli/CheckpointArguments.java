package dev.classifine.cli;

import dev.classifine.train.Cadence;
import dev.classifine.train.SavingOptions;
import picocli.CommandLine.Option;

/** When to write checkpoints, as options. */
final class CheckpointArguments {

  @Option(
      names = "--save-strategy",
      paramLabel = "WHEN",
      description = "Checkpoints to go on from: no, steps or epoch (default: steps).")
  private String strategy;

  @Option(
      names = "--save-steps",
      paramLabel = "N",
      description = "Steps between two checkpoints (default: 500).")
  private Integer steps;

  @Option(
      names = {"--save-limit", "--save-total-limit"},
      paramLabel = "N",
      description = "How many stay, the best not counted; 0 for all (default: 2).")
  private Integer limit;

  SavingOptions saving() {
    SavingOptions usual = SavingOptions.DEFAULTS;
    Cadence cadence =
        CadenceChoice.of("save", strategy, steps, usual.cadence(), usual.cadence().steps());
    return new SavingOptions(cadence, limit == null ? usual.limit() : limit);
  }
}
