package dev.classifine.model;

import dev.classifine.error.ClassifineException;
import java.util.Set;

/**
 * The rotary positions of one kind of layer (Su et al. 2021).
 *
 * @param base theta: the base of the wavelengths
 * @param stretch by how much positions are drawn together, 1 for not at all
 */
record RotaryPositions(double base, double stretch) {

  /**
   * Reads them where configurations have had them: {@code rope_parameters} by kind of layer, {@code
   * rope_scaling} for all, or a plain key for the base.
   *
   * @param base where neither has one
   * @throws ClassifineException if a kind of scaling is not supported
   */
  static RotaryPositions of(ModelConfig config, String layerType, double base) {
    JsonValues scaling = config.child("rope_scaling");
    JsonValues all = config.child("rope_parameters");
    for (String key : all.keys()) {
      if (!Set.of("full_attention", "sliding_attention").contains(key)) {
        throw config.unsupported(
            "rope_parameters",
            "It must hold \"full_attention\" and \"sliding_attention\", each with its own.");
      }
    }
    JsonValues own = all.child(layerType);
    double stretch = scaling.keys().isEmpty() ? stretch(own) : stretch(scaling);
    return new RotaryPositions(
        own.positive("rope_theta", scaling.positive("rope_theta", base)), stretch);
  }

  private static double stretch(JsonValues parameters) {
    String key = parameters.has("type") ? "type" : "rope_type";
    return switch (parameters.string(key, "default")) {
      case "default" -> 1;
      case "linear" -> parameters.positive("factor", null);
      default -> throw parameters.unsupported(key, "Supported are \"default\" and \"linear\".");
    };
  }

  void addTo(Constants constants, String kind) {
    constants.put(kind + "_BASE", base).put(kind + "_STRETCH", stretch);
  }
}
