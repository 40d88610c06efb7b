package dev.classifine.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.classifine.script.Gradients;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) and clipping of the gradient's
 * global norm, as {@code torch.optim.AdamW} and {@code clip_grad_norm_} compute them, for all
 * parameters in one native call.
 *
 * <p>For a parameter p with gradient g at step t: {@code p -= lr·wd·p}; {@code m = b1·m +
 * (1-b1)·g}; {@code v = b2·v + (1-b2)·g²}; {@code p -= lr · m/(1-b1^t) / (sqrt(v/(1-b2^t)) + eps)}.
 * A parameter that got no gradient is left alone. Where the norm or the loss is NaN or infinite
 * nothing changes and the step does not count.
 */
public final class AdamW implements AutoCloseable {

  private final OptimizerOptions options;
  private final NDManager manager;
  private final Program program;
  private final List<Group> groups = new ArrayList<>();

  /** Parameters of one learning rate and decay. */
  private record Group(List<Slot> slots, double decay, double rateScale) {}

  /** A parameter's values on the device and what the optimizer remembers of it. */
  private record Slot(
      Parameter parameter, NDArray value, NDArray mean, NDArray square, NDArray steps) {}

  /** The arguments of a step, a list for each group. */
  private static final class Lists {
    private final List<NDList> values = new ArrayList<>();
    private final List<NDList> gradients = new ArrayList<>();
    private final List<NDList> means = new ArrayList<>();
    private final List<NDList> squares = new ArrayList<>();
    private final List<NDList> steps = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
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
    for (ParameterGroup group : groups) {
      List<Slot> slots =
          group.parameters().stream()
              .map(p -> slot(p, store.getValue(p, manager.getDevice(), true)))
              .toList();
      this.groups.add(new Group(slots, group.weightDecay(), group.rateScale()));
    }
  }

  private Slot slot(Parameter parameter, NDArray value) {
    return new Slot(
        parameter,
        value,
        manager.zeros(value.getShape(), DataType.FLOAT32),
        manager.zeros(value.getShape(), DataType.FLOAT32),
        manager.zeros(new Shape(), DataType.FLOAT32));
  }

  /** Forgets gradients that an earlier training left, NaN included. */
  public void dropGradients() {
    for (Group group : groups) {
      group.slots().forEach(slot -> Gradients.drop(slot.value()));
    }
  }

  /**
   * Updates the parameters from their gradients and takes these away.
   *
   * @param learningRate the schedule's value for this step
   * @param results the manager of the result
   * @return the gradient's global L2 norm before clipping, a scalar on the device
   * @throws IllegalStateException if no parameter has a gradient: no backward pass was run
   */
  public NDArray step(double learningRate, NDManager results) {
    try (NDArray unknown = manager.zeros(new Shape(), DataType.FLOAT32)) {
      return step(learningRate, unknown, 1, results);
    }
  }

  /**
   * Updates the parameters from the gradients of a scaled loss and takes these away.
   *
   * @param learningRate the schedule's value for this step
   * @param loss the loss that they are of, not scaled: a scalar on the device
   * @param lossScale what the loss was multiplied with, above 0: the gradients are divided by it
   * @param results the manager of the result
   * @return the global L2 norm of the unscaled gradient before clipping, a scalar on the device
   * @throws IllegalStateException if no parameter has a gradient: no backward pass was run
   */
  public NDArray step(double learningRate, NDArray loss, double lossScale, NDManager results) {
    try (NDManager scope = results.newSubManager()) {
      Lists lists = lists(scope);
      if (lists.groups.isEmpty()) {
        throw new IllegalStateException("No parameter has a gradient: run a backward pass first.");
      }
      NDArray norm =
          program.call(
              results,
              "adamw",
              Argument.of(lists.values),
              Argument.of(lists.gradients),
              Argument.of(lists.means),
              Argument.of(lists.squares),
              Argument.of(lists.steps),
              Argument.of(loss),
              Argument.of(
                  lists.groups.stream().mapToDouble(g -> learningRate * g.rateScale()).toArray()),
              Argument.of(lists.groups.stream().mapToDouble(Group::decay).toArray()),
              Argument.of(options.beta1()),
              Argument.of(options.beta2()),
              Argument.of(options.epsilon()),
              Argument.of(options.maxGradNorm()),
              Argument.of(lossScale));
      lists.values.forEach(values -> values.forEach(Gradients::drop));
      return norm;
    }
  }

  /**
   * What the optimizer remembers, to be saved or to be filled with what was saved: for each
   * parameter its moments and its count of steps, by the names that PyTorch gives them and the
   * parameter's own.
   *
   * @param name a parameter's name in the block
   */
  public Map<String, NDArray> state(Function<Parameter, String> name) {
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (Group group : groups) {
      for (Slot slot : group.slots()) {
        String own = name.apply(slot.parameter());
        state.put("exp_avg." + own, slot.mean());
        state.put("exp_avg_sq." + own, slot.square());
        state.put("step." + own, slot.steps());
      }
    }
    return state;
  }

  /**
   * Takes another array for a parameter, with more or fewer rows at its end. What is remembered of
   * the rows that stay is kept, the moments of new ones are zero, and the count of steps is that of
   * all. Where it fails, what was remembered stays, so that it can be tried again.
   *
   * @param parameter one of those that are updated
   * @param value {@code [N, ...]}
   */
  public void resize(Parameter parameter, NDArray value) {
    groups.replaceAll(
        group ->
            new Group(
                group.slots().stream()
                    .map(slot -> slot.parameter() == parameter ? resized(slot, value) : slot)
                    .toList(),
                group.decay(),
                group.rateScale()));
  }

  /** Lets go of the moments when both of the new ones are there: a failure changes nothing. */
  private Slot resized(Slot slot, NDArray value) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray mean = resized(slot.mean(), value.getShape(), scope);
      NDArray square = resized(slot.square(), value.getShape(), scope);
      mean.attach(manager);
      square.attach(manager);
      slot.mean().close();
      slot.square().close();
      return new Slot(slot.parameter(), value, mean, square, slot.steps());
    }
  }

  private static NDArray resized(NDArray moment, Shape shape, NDManager scope) {
    NDArray resized = scope.zeros(shape, DataType.FLOAT32);
    NDIndex kept = new NDIndex("0:{}", Math.min(shape.get(0), moment.getShape().get(0)));
    try (NDArray before = moment.get(kept)) {
      resized.set(kept, before);
    }
    return resized;
  }

  /**
   * The gradients of the parameters that have one, which {@link #step} takes away.
   *
   * @param handles the manager of what is returned; closing it leaves the gradients
   */
  public Map<Parameter, NDArray> gradients(NDManager handles) {
    Map<Parameter, NDArray> gradients = new LinkedHashMap<>();
    for (Group group : groups) {
      for (Slot slot : group.slots()) {
        NDArray gradient = Gradients.of(slot.value(), handles);
        if (gradient != null) {
          gradients.put(slot.parameter(), gradient);
        }
      }
    }
    return gradients;
  }

  /** The parameters that are updated. */
  public List<Parameter> parameters() {
    return groups.stream().flatMap(group -> group.slots().stream()).map(Slot::parameter).toList();
  }

  /** The parameters that have a gradient; the gradients' handles belong to the scope. */
  private Lists lists(NDManager scope) {
    Lists lists = new Lists();
    for (Group group : groups) {
      NDList values = new NDList();
      NDList gradients = new NDList();
      NDList means = new NDList();
      NDList squares = new NDList();
      NDList steps = new NDList();
      for (Slot slot : group.slots()) {
        NDArray gradient = Gradients.of(slot.value(), scope);
        if (gradient != null) {
          values.add(slot.value());
          gradients.add(gradient);
          means.add(slot.mean());
          squares.add(slot.square());
          steps.add(slot.steps());
        }
      }
      if (!values.isEmpty()) {
        lists.groups.add(group);
        lists.values.add(values);
        lists.gradients.add(gradients);
        lists.means.add(means);
        lists.squares.add(squares);
        lists.steps.add(steps);
      }
    }
    return lists;
  }

  @Override
  public void close() {
    manager.close();
  }
}
