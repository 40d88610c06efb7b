package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.model.LowerLayers;
import dev.classifine.problem.Targets;
import dev.classifine.script.DeviceArrays;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows of a training as its passes read them: their tokens, or, where lower layers are frozen
 * and run without dropout, the features that these give, as the plan says epoch by epoch.
 */
final class FeatureSet implements TrainingSet, TrainingCallback, AutoCloseable {

  private final LowerLayers lower;
  private final FeaturePlan plan;
  private final TrainingSet set;
  private final NDManager manager;
  private final long limit;
  private int layers = FeaturePlan.NONE;
  private boolean kept;
  private Features features; // null where the rows are read

  /**
   * @param lower null where all epochs read the rows
   * @param set what is learnt from
   * @param manager on the device of the model
   * @param limit bytes that are kept in memory
   */
  FeatureSet(LowerLayers lower, FeaturePlan plan, TrainingSet set, NDManager manager, long limit) {
    this.lower = lower;
    this.plan = plan;
    this.set = set;
    this.manager = manager;
    this.limit = limit;
  }

  /** Goes over to what the epoch reads; what is kept stays, as long as it is of these layers. */
  @Override
  public void onEpochBegin(long epoch) {
    if (plan.layers(epoch) == layers && plan.areKept(epoch) == kept) {
      return;
    }
    close();
    layers = plan.layers(epoch);
    kept = plan.areKept(epoch);
    ComputedFeatures computed = new ComputedFeatures(lower, layers, set, manager);
    if (layers != FeaturePlan.NONE) {
      features = kept ? new KeptFeatures(computed, limit) : computed;
    }
  }

  @Override
  public NDList inputs(NDManager to, int[] rows) {
    return features == null
        ? set.inputs(to, rows)
        : lower.trainingInputs(features.of(to, rows), mask(to, rows), layers);
  }

  /** {@code [B, T]}, 1 for a token and 0 for padding. */
  private NDArray mask(NDManager to, int[] rows) {
    int width = IntStream.of(rows).map(set::length).max().orElseThrow();
    float[] mask = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      Arrays.fill(mask, i * width, i * width + set.length(rows[i]), 1f);
    }
    return DeviceArrays.of(to, mask, new Shape(rows.length, width));
  }

  @Override
  public Targets targets() {
    return set.targets();
  }

  @Override
  public Optional<BitSet> words(int[] rows) {
    return features == null ? set.words(rows) : Optional.empty();
  }

  @Override
  public int length(int row) {
    return set.length(row);
  }

  @Override
  public String describe(int row) {
    return set.describe(row);
  }

  /** Gives up what is kept. */
  @Override
  public void close() {
    if (features != null) {
      features.close();
      features = null;
    }
  }
}
