package dev.classifine.model;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.List;
import java.util.Optional;

/**
 * What a checkpoint is, read from its configuration and its tensors' names and shapes alone.
 *
 * @param modelType the architecture
 * @param classifierName the class name that Hugging Face gives its classifier
 * @param hidden the width of the encoder's output
 * @param words rows of the word embedding
 * @param maxTokens the most tokens that it was made for
 * @param tokenTypes how many token types there are; 0 for none
 * @param encoderParameters numbers of the encoder
 * @param headParameters numbers between the encoder and the logits, for the labels or, without any,
 *     for two
 * @param labels the labels of the head, where it has one or the configuration names some
 * @param problemType the problem, where the configuration names one
 * @param decision how the head decides: what was tuned and stored, or the default; empty without a
 *     head
 * @param headSize logits of the head that is there; 0 for none
 * @param tensors which of its tensors are used, which are not, and what would be new
 * @param missing parameters between the encoder and the logits that would be new
 */
public record ModelSummary(
    String modelType,
    String classifierName,
    long hidden,
    int words,
    int maxTokens,
    int tokenTypes,
    long encoderParameters,
    long headParameters,
    Optional<LabelSet> labels,
    Optional<ProblemType> problemType,
    Optional<Decision> decision,
    int headSize,
    LoadReport tensors,
    List<String> missing) {

  private static final int LABELS_OF_A_NEW_HEAD = 2;

  /**
   * Reads a checkpoint.
   *
   * @throws dev.classifine.error.ClassifineException if the architecture or a value of its
   *     configuration is not supported, or the stored decision breaks a rule
   */
  public static ModelSummary of(Checkpoint checkpoint) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    Architecture architecture = Architectures.of(config);
    architecture.program(config, ProgramOptions.DEFAULTS); // refuses what is not supported
    WeightLoader loader = new WeightLoader(architecture, config, checkpoint.tensors());
    int headSize = loader.headSize();
    Optional<LabelSet> labels = TextModel.labelsOf(checkpoint);
    int logits = headSize > 0 ? headSize : labels.map(LabelSet::size).orElse(LABELS_OF_A_NEW_HEAD);
    List<ParameterSpec> parameters = architecture.parameters(config, logits);
    LoadReport tensors = loader.plan(logits);
    return new ModelSummary(
        architecture.modelType(),
        architecture.classifierName(),
        headWidth(parameters),
        architecture.words(config),
        architecture.usualTokens(config),
        architecture.tokenTypes(config),
        count(parameters, true),
        count(parameters, false),
        labels,
        config.problemType(),
        labels
            .filter(all -> headSize > 0)
            .map(all -> config.decision(config.problemType(all), all)),
        headSize,
        tensors,
        parameters.stream()
            .filter(spec -> spec.role() != Role.ENCODER && tensors.fresh().contains(spec.name()))
            .map(ParameterSpec::name)
            .toList());
  }

  private static long headWidth(List<ParameterSpec> parameters) {
    return parameters.stream()
        .filter(spec -> spec.role() == Role.HEAD && spec.shape().dimension() == 2)
        .mapToLong(spec -> spec.shape().get(1))
        .findFirst()
        .orElse(0);
  }

  private static long count(List<ParameterSpec> parameters, boolean encoder) {
    return parameters.stream()
        .filter(spec -> (spec.role() == Role.ENCODER) == encoder)
        .mapToLong(spec -> spec.shape().size())
        .sum();
  }
}
