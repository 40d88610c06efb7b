package dev.classifine.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A DJL block whose computation is a {@link Program} and whose weights are ordinary DJL parameters,
 * named as the program's dictionary {@code w} names them. Saving, freezing and devices are
 * therefore DJL's.
 *
 * <p>The program has two methods of the same signature, {@code forward} (no dropout) and {@code
 * train}: plain tensors first, then {@code w: Dict[str, Tensor]}. Inputs for a further method,
 * which ends with the same dictionary, name it by {@link Program#method}.
 *
 * <p>A program that records ends autograd's graph where it has gradients of its own. It does so for
 * a training pass that brings a {@link #record}, whose backward pass {@link #rewind} goes on with;
 * one at a time. Any other pass has a whole graph.
 */
public final class ProgramBlock extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Program program;
  private final Shape output;
  private final boolean records;
  private final Map<Parameter, String> arguments = new LinkedHashMap<>();

  /**
   * @param program what is computed; not closed by the block
   * @param parameters the weights with their values set, by name
   * @param output the output's shape with -1 for the batch
   */
  public ProgramBlock(Program program, Map<String, NDArray> parameters, Shape output) {
    this(program, parameters, output, false);
  }

  /**
   * A block whose program may record.
   *
   * @param program as above
   * @param parameters as above
   * @param output as above
   * @param records whether it does
   */
  @SuppressWarnings("this-escape") // as every DJL block declares its parameters
  public ProgramBlock(
      Program program, Map<String, NDArray> parameters, Shape output, boolean records) {
    this(program, output, records);
    parameters.forEach(
        (name, array) ->
            add(
                Parameter.builder().setName(name).setType(type(name)).optArray(array).build(),
                "w." + name));
    parameters.values().forEach(array -> array.setRequiresGradient(true));
  }

  private ProgramBlock(Program program, Shape output, boolean records) {
    super(VERSION);
    this.program = program;
    this.output = output;
    this.records = records;
    inputShapes = new Shape[] {new Shape(-1, -1)}; // so that DJL sees it as initialised
  }

  private void add(Parameter parameter, String argument) {
    addParameter(parameter);
    arguments.put(parameter, argument);
  }

  /**
   * A block of the same parameters whose passes are recorded apart, so that both may run at once.
   *
   * @param manager closes the program that it has for itself
   */
  public ProgramBlock twin(NDManager manager) {
    ProgramBlock twin = new ProgramBlock(program.twin(manager), output, records);
    arguments.forEach(twin::add);
    return twin;
  }

  private static Parameter.Type type(String name) {
    return name.endsWith("bias") ? Parameter.Type.BIAS : Parameter.Type.WEIGHT;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return call(
        training ? "train" : "forward",
        inputs,
        training,
        parameter -> store.getValue(parameter, inputs.head().getDevice(), training));
  }

  /** Whether passes may bring a record. */
  public boolean records() {
    return records;
  }

  /**
   * What a training pass brings, among its inputs, that is to be recorded.
   *
   * @param manager of what is returned
   */
  public static NDArray record(NDManager manager) {
    NDArray record = manager.create(new Shape(0)); // its name is all
    record.setName("w.record");
    return record;
  }

  /**
   * Goes on with a backward pass, when it has gone through the graph of the last recorded training
   * pass's outputs: parameters have their gradients afterwards.
   *
   * @param outputs any array of the pass
   */
  public void rewind(NDArray outputs) {
    program.call("rewind", new NDList(outputs), true);
  }

  /**
   * Gives up what a recorded pass holds whose backward pass will not be run.
   *
   * @param manager of what that takes for a while
   */
  public void forget(NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      program.call("forget", new NDList(scope.create(new Shape(0))), false);
    }
  }

  /**
   * Calls another method of the program, which ends with the dictionary as well and returns one
   * tensor, on the parameters themselves.
   *
   * @param inputs the method's plain tensors
   * @param autograd as of {@link Program#call(String, NDList, boolean)}
   */
  public NDArray call(String method, NDList inputs, boolean autograd) {
    return call(method, inputs, autograd, Parameter::getArray).singletonOrThrow();
  }

  private NDList call(
      String method, NDList inputs, boolean autograd, Function<Parameter, NDArray> values) {
    NDList list = new NDList(inputs);
    arguments.forEach(
        (parameter, argument) -> {
          NDArray array = values.apply(parameter);
          array.setName(argument);
          list.add(array);
        });
    return program.call(method, list, autograd);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape batch = new Shape(inputShapes[0].get(0));
    return new Shape[] {batch.addAll(output.slice(1))};
  }

  @Override
  public void initialize(NDManager manager, DataType dataType, Shape... shapes) {
    // Its parameters have their values since construction.
  }
}
