package dev.classifine.cli;

import dev.classifine.DataInspection;
import dev.classifine.DataOptions;
import dev.classifine.data.DataLocation;
import dev.classifine.inspection.DataReport;
import dev.classifine.io.Json;
import dev.classifine.report.DataTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code classifine data}: what a data set is like. */
@Command(
    name = "data",
    description =
        "Tells what labelled texts are like before anything is trained on them: labels, lengths,"
            + " repeated and contradicting rows, damaged texts, and what will hurt.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataCommand extends ConsoleCommand {

  @Parameters(
      paramLabel = "DATA",
      description = "Labelled texts: a file, a pattern or a query, as train takes them.")
  private String train;

  @Option(
      names = "--eval",
      paramLabel = "DATA",
      description = "Those to evaluate on: texts that both have are counted.")
  private String eval;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Whose tokenizer counts (default: ${DEFAULT-VALUE}).")
  private String model = "minilm";

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "The most tokens of a text (default: what tokenizer and model allow).")
  private int maxLength;

  @Option(names = "--json", description = "Print all of it as JSON.")
  private boolean json;

  @Mixin private ColumnArguments columns = new ColumnArguments();
  @Mixin private JdbcArguments jdbc = new JdbcArguments();

  @Override
  public Integer call() {
    DataLocation trainRows = jdbc.location(train);
    DataLocation evalRows = jdbc.location(eval);
    jdbc.check(trainRows, evalRows);
    DataReport report =
        DataInspection.of(
            model,
            maxLength,
            new DataOptions(
                trainRows, evalRows, 0, columns.columns(), columns.labelDelimiter(), null));
    out().print(json ? Json.pretty(report.values()) : DataTable.format(report));
    return 0;
  }
}
