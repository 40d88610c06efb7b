package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers train, when, and at what share of the learning rate. By default all train alike.
 *
 * <p>A parameter at depth d of D (see {@link ParameterDepths}) learns at {@code decay^(D - d)} of
 * the schedule's rate, so that the head learns at the whole of it and the embeddings of a model of
 * L layers at {@code decay^(L + 1)}: layer-wise learning-rate decay as BEiT fine-tunes (Bao et al.
 * 2022, {@code LayerDecayValueAssigner} of its source). ELECTRA (Clark et al. 2020, {@code
 * _get_layer_lrs} of its source) is the same with one more factor for everything below the head.
 *
 * @param layerDecay the decay, in (0, 1]; default 1, which is none
 * @param frozenPatterns parameters that stay as they are, by name: {@code *} stands for any
 *     characters, dots included, and the whole name must match, as in {@code *.embeddings.*}; none
 *     by default
 * @param frozenLayers the embeddings and this many of the lowest layers stay as they are; {@link
 *     #ALL_LAYERS} leaves only the head; default {@link #NO_LAYERS}
 * @param gradualUnfreezing in the first epoch only the head trains, and at the start of each
 *     further one this many layers join it from the top down, the embeddings last, at least 1
 *     (Howard and Ruder 2018, ULMFiT, who take 1); default 0, which trains all from the start
 * @param frozen how layers run that stay as they are; default as transformers
 */
public record LayerOptions(
    double layerDecay,
    List<String> frozenPatterns,
    int frozenLayers,
    int gradualUnfreezing,
    FrozenOptions frozen) {

  /** Not even the embeddings are frozen. */
  public static final int NO_LAYERS = -1;

  /** Embeddings and layers are frozen, however many there are. */
  public static final int ALL_LAYERS = Integer.MAX_VALUE;

  /** All layers train alike. */
  public static final LayerOptions DEFAULTS = new LayerOptions(1, List.of(), NO_LAYERS, 0);

  /**
   * @throws UsageException if a value is out of its range
   */
  public LayerOptions {
    Ranges.check(layerDecay > 0 && layerDecay <= 1, "layer decay", layerDecay, "in (0, 1]");
    Ranges.check(
        frozenLayers >= NO_LAYERS,
        "freeze layers",
        frozenLayers,
        "at least 0, which freezes the embeddings alone");
    Ranges.atLeast(0, gradualUnfreezing, "gradual unfreezing");
    frozenPatterns = List.copyOf(frozenPatterns);
    if (frozenPatterns.stream().anyMatch(String::isBlank)) {
      throw new UsageException(
          "freeze: \"\" is not a pattern. It must be parameters' names, with * for any"
              + " characters.");
    }
    if (gradualUnfreezing > 0 && frozenLayers == ALL_LAYERS) {
      throw nothingJoins();
    }
  }

  /** Layers that stay as they are run as in transformers. */
  public LayerOptions(
      double layerDecay, List<String> frozenPatterns, int frozenLayers, int gradualUnfreezing) {
    this(layerDecay, frozenPatterns, frozenLayers, gradualUnfreezing, FrozenOptions.DEFAULTS);
  }

  /** The same, but for how layers run that stay as they are. */
  public LayerOptions withFrozen(FrozenOptions value) {
    return new LayerOptions(layerDecay, frozenPatterns, frozenLayers, gradualUnfreezing, value);
  }

  /** Whether an option asks for the layers of the block. */
  boolean needsDepths() {
    return layerDecay < 1 || frozenLayers != NO_LAYERS || gradualUnfreezing > 0;
  }

  /** The options by name, for a run's manifest. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("layer_decay", layerDecay);
    values.put("freeze", frozenPatterns);
    values.put(
        "freeze_layers",
        frozenLayers == NO_LAYERS ? null : frozenLayers == ALL_LAYERS ? "all" : frozenLayers);
    values.put("gradual_unfreezing", gradualUnfreezing);
    values.putAll(frozen.values());
    return values;
  }

  static UsageException nothingJoins() {
    return new UsageException(
        "gradual unfreezing: all layers are frozen, so that none can join. Freeze fewer layers, or"
            + " leave gradual unfreezing out.");
  }
}
