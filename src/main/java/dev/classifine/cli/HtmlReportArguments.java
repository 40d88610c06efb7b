package dev.classifine.cli;

import dev.classifine.OutputOptions;
import picocli.CommandLine.Option;

/** Whether a run leaves a page of its own, as an option. */
final class HtmlReportArguments {

  @Option(
      names = "--report",
      negatable = true,
      fallbackValue = "true",
      description = "Write report.html, a page with charts and tables (default: yes).")
  private Boolean report;

  OutputOptions addTo(OutputOptions output) {
    return output.withReport(report == null || report);
  }
}
