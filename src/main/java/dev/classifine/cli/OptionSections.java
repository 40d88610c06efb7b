package dev.classifine.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a command with many, in sections with a heading: one for each class of theirs. */
final class OptionSections implements IHelpSectionRenderer {

  private static final String REST = "Model, data, output";
  private static final String ALL = "Options";
  private static final String CHECKPOINTS = "Checkpoints to go on from";

  private final Map<Class<?>, String> headings = new LinkedHashMap<>();

  private OptionSections() {
    headings.put(JdbcArguments.class, "Database that answers queries");
    headings.put(TrainingArguments.class, "Training");
    headings.put(ScheduleArguments.class, "Learning rate over the steps");
    headings.put(LayerArguments.class, "Layers that learn less, or not");
    headings.put(LossArguments.class, "Loss");
    headings.put(PrecisionArguments.class, "Precision");
    headings.put(SpeedArguments.class, "Speed");
    headings.put(LoraArguments.class, "Low-rank updates (LoRA)");
    headings.put(EvaluationArguments.class, "Log, evaluation, best and early stopping");
    headings.put(ReportArguments.class, "Trackers of the run");
    headings.put(CheckpointArguments.class, CHECKPOINTS);
    headings.put(ResumeArguments.class, CHECKPOINTS);
    headings.put(TuningArguments.class, "Decisions, tuned on the evaluation rows in the end");
  }

  /** Shows a command's options in sections. */
  static void show(CommandLine command) {
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionSections());
  }

  /** The options of a command by heading; under one heading where its help has no sections. */
  static Map<String, List<OptionSpec>> of(CommandLine command) {
    List<OptionSpec> options = command.getCommandSpec().options();
    return command.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_OPTION_LIST)
            instanceof OptionSections sections
        ? sections.divided(options)
        : Map.of(ALL, options);
  }

  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    divided(help.commandSpec().options())
        .forEach(
            (heading, options) ->
                text.append(String.format("%n%s%n", heading))
                    .append(help.optionListExcludingGroups(options)));
    return text.toString();
  }

  private Map<String, List<OptionSpec>> divided(List<OptionSpec> all) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    sections.put(REST, new ArrayList<>());
    headings.values().forEach(heading -> sections.put(heading, new ArrayList<>()));
    for (OptionSpec option : all) {
      Class<?> owner =
          option.userObject() instanceof Member member ? member.getDeclaringClass() : null;
      sections.get(headings.getOrDefault(owner, REST)).add(option);
    }
    return sections;
  }
}
