package dev.classifine.model;

import dev.classifine.error.ClassifineException;
import java.util.List;
import java.util.stream.Collectors;

/** The architectures that can be trained, by {@code model_type}. */
final class Architectures {

  private static final List<Architecture> ALL =
      List.of(
          new BertArchitecture(),
          new DistilBertArchitecture(),
          RobertaArchitecture.roberta(),
          RobertaArchitecture.xlmRoberta(),
          new ElectraArchitecture(),
          new AlbertArchitecture(),
          new MpnetArchitecture(),
          new DebertaV2Architecture(),
          new ModernBertArchitecture());

  private Architectures() {}

  /**
   * The architecture of a configuration.
   *
   * @throws ClassifineException if there is no {@code model_type}, or none of that name
   */
  static Architecture of(ModelConfig config) {
    String type = config.modelType();
    return ALL.stream()
        .filter(architecture -> architecture.modelType().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new ClassifineException(
                    config.where()
                        + ": model_type \""
                        + type
                        + "\" is not supported. Supported are: "
                        + supported()
                        + "."));
  }

  /** The supported types, for a sentence. */
  static String supported() {
    return ALL.stream().map(Architecture::modelType).collect(Collectors.joining(", "));
  }
}
