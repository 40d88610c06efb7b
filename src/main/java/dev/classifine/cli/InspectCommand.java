package dev.classifine.cli;

import dev.classifine.Inspection;
import dev.classifine.model.ModelSummary;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code classifine inspect}: what a checkpoint is. */
@Command(
    name = "inspect",
    description =
        "Tells a checkpoint's architecture, parameters, labels and files, and what training would"
            + " start anew.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class InspectCommand extends ConsoleCommand {

  private static final int LABELS_SHOWN = 20;
  private static final int NAMES_SHOWN = 8;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      required = true,
      description = "A folder, or a name as train takes it.")
  private String model;

  @Override
  public Integer call() {
    Inspection inspection = Inspection.of(model);
    ModelSummary summary = inspection.model();
    line("model", inspection.name());
    line("configuration", inspection.place());
    line("architecture", summary.modelType() + " (" + summary.classifierName() + ")");
    line(
        "parameters",
        String.format(
            Locale.ROOT,
            "%,d in the encoder, %,d in the head",
            summary.encoderParameters(),
            summary.headParameters()));
    line("hidden size", Long.toString(summary.hidden()));
    line("words", String.format(Locale.ROOT, "%,d", summary.words()));
    line("tokens at most", tokens(inspection));
    line("token types", types(inspection));
    line("problem", summary.problemType().map(ProblemType::id).orElse("not named"));
    line("labels", summary.labels().map(InspectCommand::labels).orElse("none"));
    line("head", summary.headSize() == 0 ? "none" : summary.headSize() + " logits");
    line("decision", summary.decision().map(InspectCommand::decision).orElse("none"));
    summary.decision().ifPresent(decision -> thresholds(decision, summary.labels().orElseThrow()));
    line("weights", weights(inspection));
    inspection
        .tokenizerFiles()
        .forEach((name, size) -> line("tokenizer", name + " (" + bytes(size) + ")"));
    if (inspection.tokenizerProblem() != null) {
      line("no tokenizer", inspection.tokenizerProblem());
    }
    line("would be new", names(summary.tensors().fresh()));
    line("unused tensors", names(summary.tensors().unused()));
    return 0;
  }

  private static String tokens(Inspection inspection) {
    int positions = inspection.model().maxTokens();
    int tokenizer = inspection.tokenizerLength();
    return tokenizer < positions
        ? tokenizer + " (by the tokenizer; the positions reach " + positions + ")"
        : Integer.toString(positions);
  }

  private static String types(Inspection inspection) {
    int types = inspection.model().tokenTypes();
    return types == 0
        ? "none"
        : types + (inspection.givesTypes() ? "" : " (the tokenizer gives none: all are 0)");
  }

  private static String labels(LabelSet labels) {
    String names = labels.names().stream().limit(LABELS_SHOWN).collect(Collectors.joining(", "));
    int more = labels.size() - LABELS_SHOWN;
    return labels.size() + ": " + names + (more > 0 ? " and " + more + " more" : "");
  }

  /** But for thresholds of single labels. */
  private static String decision(Decision decision) {
    if (decision.isDefault()) {
      return "default";
    }
    List<String> parts = new ArrayList<>();
    if (decision.temperature() != 1) {
      parts.add("temperature " + number(decision.temperature()));
    }
    if (decision.thresholds().size() > 1) {
      parts.add("a threshold for each label");
    } else if (decision.thresholds().get(0) != Decision.DEFAULT_THRESHOLD) {
      parts.add("threshold " + number(decision.thresholds().get(0)));
    }
    if (decision.atLeastOne()) {
      parts.add("at least one label");
    }
    if (decision.topK() > 0) {
      parts.add("at most " + decision.topK() + (decision.topK() == 1 ? " label" : " labels"));
    }
    return String.join(", ", parts);
  }

  private void thresholds(Decision decision, LabelSet labels) {
    if (decision.thresholds().size() > 1) {
      for (int k = 0; k < labels.size(); k++) {
        line("threshold", number(decision.thresholds().get(k)) + " of " + labels.name(k));
      }
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String weights(Inspection inspection) {
    String types =
        inspection.model().tensors().types().values().stream()
            .collect(Collectors.groupingBy(Enum::name, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return inspection.weights() + " (" + bytes(inspection.tensorBytes()) + "; " + types + ")";
  }

  private static String bytes(long size) {
    return size < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", size / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", size / 1e6);
  }

  private static String names(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    int more = names.size() - NAMES_SHOWN;
    return names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private void line(String name, String value) {
    out().printf("%-16s %s%n", name, value);
  }
}
