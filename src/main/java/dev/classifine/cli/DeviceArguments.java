package dev.classifine.cli;

import picocli.CommandLine.Option;

/** Where and on how many threads to run, and how long texts may be, as options. */
final class DeviceArguments {

  @Option(
      names = {"--max-length", "--max-seq-length"},
      paramLabel = "N",
      description = "The most tokens of a text (default: what the model takes).")
  private int maxLength;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, cuda or cuda:N (default: a GPU where there is one). Training takes several, as in"
              + " cuda:0,cuda:1.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one native operation (default: one a core).")
  private int threads;

  int maxLength() {
    return maxLength;
  }

  String device() {
    return device;
  }

  int threads() {
    return threads;
  }
}
