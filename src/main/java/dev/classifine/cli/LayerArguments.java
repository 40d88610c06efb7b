package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.optim.LayerOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** Which layers train, when, and at what share of the learning rate, as options. */
final class LayerArguments {

  @Option(
      names = "--layer-decay",
      paramLabel = "RATE",
      description =
          "Each layer learns at this share of the rate of the one above it, in (0, 1] (default:"
              + " 1).")
  private Double layerDecay;

  @Option(
      names = "--freeze",
      paramLabel = "PATTERN",
      split = ",",
      description =
          "Parameters that stay as they are, by name; * stands for any characters. May be given"
              + " several times.")
  private List<String> patterns;

  @Option(
      names = "--freeze-layers",
      paramLabel = "N",
      description =
          "The embeddings and the N lowest layers stay as they are; all trains only the head.")
  private String frozenLayers;

  @Option(
      names = "--gradual-unfreezing",
      paramLabel = "N",
      description =
          "At first only the head trains; with each further epoch N layers join it from the top.")
  private Integer gradualUnfreezing;

  /** The layers that the options describe. */
  LayerOptions options() {
    if (gradualUnfreezing != null && gradualUnfreezing < 1) {
      throw new UsageException(
          "--gradual-unfreezing: "
              + gradualUnfreezing
              + " is out of range. It must be at least 1, or left out to train all layers from the"
              + " start.");
    }
    return new LayerOptions(
        layerDecay == null ? 1 : layerDecay,
        patterns == null ? List.of() : patterns,
        layers(),
        gradualUnfreezing == null ? 0 : gradualUnfreezing);
  }

  private int layers() {
    if (frozenLayers == null) {
      return LayerOptions.NO_LAYERS;
    }
    if (frozenLayers.equals("all")) {
      return LayerOptions.ALL_LAYERS;
    }
    if (!frozenLayers.matches("\\d{1,9}")) {
      throw new UsageException(
          "--freeze-layers: \""
              + frozenLayers
              + "\" is not a number of layers. It must be at least 0, which freezes the embeddings"
              + " alone, or all.");
    }
    return Integer.parseInt(frozenLayers);
  }
}
