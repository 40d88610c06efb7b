package dev.classifine.cli;

import dev.classifine.model.SaveOptions;
import picocli.CommandLine.Option;

/** How a checkpoint is written, as options. */
final class SavingArguments {

  @Option(
      names = "--save-dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "float32 (default), or original: as the loaded checkpoint had the weights.")
  private String dtype = "float32";

  @Option(
      names = "--max-shard-size",
      paramLabel = "SIZE",
      defaultValue = "5GB",
      description = "The most bytes of weights in one file (default: 5GB).")
  private String shardSize = "5GB";

  SaveOptions options() {
    return new SaveOptions(SaveOptions.Elements.of(dtype), SaveOptions.size(shardSize));
  }
}
