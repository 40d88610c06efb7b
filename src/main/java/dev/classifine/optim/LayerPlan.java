package dev.classifine.optim;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import dev.classifine.error.UsageException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parameters of a block train in which epoch, and at what share of the learning rate: {@link
 * LayerOptions} applied to a model. A pure function of the epoch, so that a resumed run needs no
 * state. {@link #freezer} makes it come true.
 */
public final class LayerPlan {

  /** The parameters that train in some epoch: those that were frozen before are none of ours. */
  private final PairList<String, Parameter> learnt = new PairList<>();

  private final PairList<String, Parameter> all;
  private final ParameterDepths depths;
  private final LayerOptions options;

  private LayerPlan(
      PairList<String, Parameter> parameters, ParameterDepths depths, LayerOptions options) {
    this.all = parameters;
    this.depths = depths;
    this.options = options;
    List<NamePattern> patterns = options.frozenPatterns().stream().map(NamePattern::new).toList();
    patterns.forEach(pattern -> pattern.checkMatches(parameters.keys()));
    for (Pair<String, Parameter> pair : parameters) {
      if (pair.getValue().requiresGradient()
          && !isFrozenByLayer(pair.getKey())
          && patterns.stream().noneMatch(pattern -> pattern.matches(pair.getKey()))) {
        learnt.add(pair);
      }
    }
  }

  /**
   * Applies options to a block.
   *
   * @param parameters the block's parameters by name, with their values set; those that are frozen
   *     already stay so
   * @param depths where they lie; null where the block has no known layers
   * @throws UsageException if a pattern matches no parameter, there are fewer layers than are to be
   *     frozen, the layers are not known and must be, or nothing is left to train in the first
   *     epoch
   */
  public static LayerPlan of(
      PairList<String, Parameter> parameters, ParameterDepths depths, LayerOptions options) {
    checkDepths(depths, options);
    LayerPlan plan = new LayerPlan(parameters, depths, options);
    if (plan.trainable(0).isEmpty()) {
      throw new UsageException(
          "freeze: nothing is left to train"
              + (options.gradualUnfreezing() > 0 ? " in the first epoch" : "")
              + ". At least one parameter of the block's "
              + parameters.size()
              + " must learn: freeze fewer.");
    }
    return plan;
  }

  /**
   * The parameters that train in some epoch, by their share of the learning rate and their decay,
   * for {@link AdamW}. It leaves those alone that have no gradient yet.
   *
   * @param weightDecay the decay of weights; biases and norms have none
   */
  public List<ParameterGroup> groups(double weightDecay) {
    return ParameterGroups.of(learnt, weightDecay, this::rateScale);
  }

  /**
   * The names of the parameters that train in an epoch, in the block's order.
   *
   * @param epoch from 0
   */
  public Set<String> trainable(long epoch) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : learnt.keys()) {
      if (hasJoined(name, epoch)) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * The greatest depth at and below which nothing trains in an epoch; -1 where the embeddings do.
   *
   * @param epoch from 0
   * @throws IllegalStateException if the layers are not known
   */
  public int frozenDepth(long epoch) {
    if (depths == null) {
      throw new IllegalStateException("The depths of the block's parameters were not given.");
    }
    return trainable(epoch).stream().mapToInt(depths::depth).min().orElseThrow() - 1;
  }

  /** What freezes the block's parameters for an epoch. */
  public LayerFreezer freezer() {
    return new LayerFreezer(this, all);
  }

  /** {@code decay^(D - d)} of a parameter at depth d of D. */
  private double rateScale(String name) {
    return options.layerDecay() == 1
        ? 1
        : Math.pow(options.layerDecay(), depths.head() - depths.depth(name));
  }

  private boolean isFrozenByLayer(String name) {
    return options.frozenLayers() != LayerOptions.NO_LAYERS
        && depths.depth(name) <= Math.min(options.frozenLayers(), depths.layers());
  }

  private boolean hasJoined(String name, long epoch) {
    return options.gradualUnfreezing() == 0
        || depths.head() - depths.depth(name) <= (double) epoch * options.gradualUnfreezing();
  }

  private static void checkDepths(ParameterDepths depths, LayerOptions options) {
    if (!options.needsDepths()) {
      return;
    }
    if (depths == null) {
      throw new UsageException(
          (options.layerDecay() < 1
                  ? "layer decay"
                  : options.gradualUnfreezing() > 0 ? "gradual unfreezing" : "freeze layers")
              + ": the layers of this block are not known. Give the trainer the depths of its"
              + " parameters, or freeze parameters by name.");
    }
    int layers = depths.layers();
    if (options.frozenLayers() != LayerOptions.ALL_LAYERS && options.frozenLayers() > layers) {
      throw new UsageException(
          "freeze layers: "
              + options.frozenLayers()
              + " is out of range. The model has "
              + layers
              + (layers == 1 ? " layer" : " layers")
              + ": it must be in [0, "
              + layers
              + "], or all.");
    }
    if (options.gradualUnfreezing() > 0 && options.frozenLayers() >= layers) {
      throw LayerOptions.nothingJoins();
    }
  }
}
