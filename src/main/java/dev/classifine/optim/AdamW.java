package dev.classifine.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) and clipping of the gradient's
 * global norm, as {@code torch.optim.AdamW} and {@code clip_grad_norm_} compute them, for all
 * parameters in one native call.
 *
 * <p>For a parameter p with gradient g at step t: {@code p -= lr·wd·p}; {@code m = b1·m +
 * (1-b1)·g}; {@code v = b2·v + (1-b2)·g²}; {@code p -= lr · m/(1-b1^t) / (sqrt(v/(1-b2^t)) + eps)}.
 * A parameter that got no gradient is left alone. Where the norm is NaN or infinite nothing changes
 * and the step does not count.
 */
public final class AdamW implements AutoCloseable {

  private final OptimizerOptions options;
  private final NDManager manager;
  private final Program program;
  private final List<Slot> slots = new ArrayList<>();

  /** A parameter's values on the device and what the optimizer remembers of it. */
  private record Slot(
      NDArray value, NDArray mean, NDArray square, NDArray steps, double decay, double rateScale) {

    /** The gradient, or null where the backward pass never reached the parameter. */
    private PtNDArray gradient() {
      return JniUtils.getGradient((PtNDArray) value);
    }
  }

  /**
   * @param parent the manager of the moments, on the device of the parameters
   * @param store where the parameters' arrays are
   * @param groups the trainable parameters
   */
  public AdamW(
      NDManager parent,
      ParameterStore store,
      List<ParameterGroup> groups,
      OptimizerOptions options) {
    this.options = options;
    this.manager = parent.newSubManager();
    this.program =
        Program.load(manager, ProgramSource.of(AdamW.class, "Optimizer", Map.of(), "adamw.py"));
    Device device = manager.getDevice();
    for (ParameterGroup group : groups) {
      for (Parameter parameter : group.parameters()) {
        NDArray value = store.getValue(parameter, device, true);
        slots.add(
            new Slot(
                value,
                manager.zeros(value.getShape(), DataType.FLOAT32),
                manager.zeros(value.getShape(), DataType.FLOAT32),
                manager.zeros(new Shape(), DataType.FLOAT32),
                group.weightDecay(),
                group.rateScale()));
      }
    }
  }

  /** Forgets gradients that an earlier training left, NaN included. */
  public void clearGradients() {
    for (Slot slot : slots) {
      try (PtNDArray gradient = slot.gradient()) {
        if (gradient != null) {
          JniUtils.zeroGrad((PtNDArray) slot.value());
        }
      }
    }
  }

  /**
   * Updates the parameters from their gradients and sets these to zero.
   *
   * @param learningRate the schedule's value for this step
   * @param results the manager of the result
   * @return the gradient's global L2 norm before clipping, a scalar on the device
   * @throws IllegalStateException if no parameter has a gradient: no backward pass was run
   */
  public NDArray step(double learningRate, NDManager results) {
    try (NDManager scope = results.newSubManager()) {
      NDList values = new NDList();
      NDList gradients = new NDList();
      NDList means = new NDList();
      NDList squares = new NDList();
      NDList steps = new NDList();
      List<Slot> updated = new ArrayList<>(slots.size());
      for (Slot slot : slots) {
        PtNDArray gradient = slot.gradient();
        if (gradient == null) {
          continue;
        }
        gradient.attach(scope);
        updated.add(slot);
        values.add(slot.value());
        gradients.add(gradient);
        means.add(slot.mean());
        squares.add(slot.square());
        steps.add(slot.steps());
      }
      if (updated.isEmpty()) {
        throw new IllegalStateException("No parameter has a gradient: run a backward pass first.");
      }
      Runs runs = Runs.of(updated, learningRate);
      return program.call(
          results,
          "adamw",
          Argument.of(values),
          Argument.of(gradients),
          Argument.of(means),
          Argument.of(squares),
          Argument.of(steps),
          Argument.of(runs.sizes()),
          Argument.of(runs.rates()),
          Argument.of(runs.decays()),
          Argument.of(options.beta1()),
          Argument.of(options.beta2()),
          Argument.of(options.epsilon()),
          Argument.of(options.maxGradNorm()));
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Consecutive slots of one learning rate and decay, each updated by one fused call. */
  private record Runs(long[] sizes, double[] rates, double[] decays) {

    private static Runs of(List<Slot> slots, double learningRate) {
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < slots.size(); i++) {
        if (i == 0 || differ(slots.get(i - 1), slots.get(i))) {
          starts.add(i);
        }
      }
      int n = starts.size();
      Runs runs = new Runs(new long[n], new double[n], new double[n]);
      for (int i = 0; i < n; i++) {
        Slot first = slots.get(starts.get(i));
        runs.sizes[i] = (i + 1 < n ? starts.get(i + 1) : slots.size()) - starts.get(i);
        runs.rates[i] = learningRate * first.rateScale();
        runs.decays[i] = first.decay();
      }
      return runs;
    }

    private static boolean differ(Slot a, Slot b) {
      return a.decay() != b.decay() || a.rateScale() != b.rateScale();
    }
  }
}
