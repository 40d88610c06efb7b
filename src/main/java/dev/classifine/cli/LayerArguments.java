package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.io.ByteSize;
import dev.classifine.optim.FrozenOptions;
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

  @Option(
      names = "--frozen-dropout",
      negatable = true,
      fallbackValue = "true",
      description =
          "Dropout in the embeddings and lowest layers where they are frozen (default: yes, as"
              + " transformers). Without it, what they give for a text is computed once.")
  private Boolean frozenDropout;

  @Option(
      names = "--feature-cache",
      negatable = true,
      fallbackValue = "true",
      description = "Keep what frozen layers without dropout give for a text (default: yes).")
  private Boolean featureCache;

  @Option(
      names = "--feature-cache-limit",
      paramLabel = "SIZE",
      description = "More of it than this is kept in a temporary file (default: 1GB).")
  private String featureCacheLimit;

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
        gradualUnfreezing == null ? 0 : gradualUnfreezing,
        frozen());
  }

  private FrozenOptions frozen() {
    FrozenOptions frozen = FrozenOptions.DEFAULTS;
    return new FrozenOptions(
        frozenDropout == null ? frozen.dropout() : frozenDropout,
        featureCache == null ? frozen.cache() : featureCache,
        featureCacheLimit == null
            ? frozen.cacheLimit()
            : ByteSize.of(featureCacheLimit, "--feature-cache-limit"));
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
