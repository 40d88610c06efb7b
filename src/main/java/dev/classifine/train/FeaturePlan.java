package dev.classifine.train;

import dev.classifine.error.UsageException;
import dev.classifine.model.LowerLayers;
import dev.classifine.optim.FrozenOptions;
import dev.classifine.optim.LayerPlan;

/**
 * From how many frozen layers, counted from the embeddings up, the passes of an epoch take features
 * without dropout, and whether they are kept. A pure function of the epoch and the run's options,
 * so that a resumed run goes on as it would have.
 */
final class FeaturePlan {

  /** No features: passes read the rows. */
  static final int NONE = -1;

  private final LowerLayers lower;
  private final LayerPlan plan;
  private final FrozenOptions options;
  private final long lastEpoch;

  /**
   * @param lower null where the block's lower layers cannot be run apart, and are not
   * @param epochs of the run, at least 1; the last may be cut
   * @throws UsageException if frozen layers are to have no dropout, and none is frozen or can be
   *     run apart
   */
  FeaturePlan(LowerLayers lower, LayerPlan plan, FrozenOptions options, long epochs) {
    this.lower = lower;
    this.plan = plan;
    this.options = options;
    this.lastEpoch = epochs - 1;
    if (!options.dropout() && lower == null) {
      throw new UsageException(
          "frozen dropout: the lower layers of this block cannot be run apart. Give the trainer"
              + " those of a text model, or leave this out.");
    }
    if (!options.dropout() && plan.frozenDepth(0) < 0) { // later epochs freeze no more
      throw new UsageException(
          "frozen dropout: the embeddings learn, so that there are no frozen layers to run without"
              + " it. Freeze the lowest layers, or leave this out.");
    }
  }

  /**
   * How many of the lowest layers give features in an epoch, 0 for the embeddings alone; {@link
   * #NONE} where all is run as it was made.
   *
   * @param epoch from 0
   */
  int layers(long epoch) {
    if (!isWithoutDropout()) {
      return NONE;
    }
    // What has no dropout anyway gives the same numbers in one pass with what is above it.
    return lower.haveDropout() || areKept(epoch) ? frozen(epoch) : NONE;
  }

  /**
   * Whether the features of an epoch are kept: they are those of the last epoch, and at least two
   * epochs read them. Embeddings alone are not, which are looked up as fast.
   *
   * @param epoch from 0
   */
  boolean areKept(long epoch) {
    if (!options.cache() || !isWithoutDropout()) {
      return false;
    }
    int last = frozen(lastEpoch);
    return last > 0 && lastEpoch > 0 && frozen(lastEpoch - 1) == last && frozen(epoch) == last;
  }

  private boolean isWithoutDropout() {
    return lower != null && !(options.dropout() && lower.haveDropout());
  }

  /** How many layers run below what trains; {@link #NONE} where the embeddings train. */
  private int frozen(long epoch) {
    int depth = plan.frozenDepth(epoch);
    return depth < 0 ? NONE : lower.within(depth);
  }
}
