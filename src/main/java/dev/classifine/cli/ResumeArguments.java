package dev.classifine.cli;

import dev.classifine.train.ResumeOptions;
import picocli.CommandLine.Option;

/** Whether to go on with a run that was cut, as options. */
final class ResumeArguments {

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

  ResumeOptions options() {
    return new ResumeOptions(resume, otherThreads);
  }
}
