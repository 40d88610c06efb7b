package dev.classifine.cli;

import dev.classifine.train.Cadence;
import dev.classifine.train.ResumeOptions;
import dev.classifine.train.SavingOptions;
import picocli.CommandLine.Option;

/** When to write checkpoints, and whether to go on from one, as options. */
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

  @Option(
      names = {"--resume", "--resume-from-checkpoint"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "Go on with a run of the output folder that was cut; begin where there is none.")
  private boolean resume;

  @Option(
      names = "--resume-other-threads",
      description = "Go on though --threads is another number: the last digits will differ.")
  private boolean otherThreads;

  SavingOptions saving() {
    SavingOptions usual = SavingOptions.DEFAULTS;
    Cadence cadence =
        CadenceChoice.of("save", strategy, steps, usual.cadence(), usual.cadence().steps());
    return new SavingOptions(cadence, limit == null ? usual.limit() : limit);
  }

  ResumeOptions resume() {
    return new ResumeOptions(resume, otherThreads);
  }
}
