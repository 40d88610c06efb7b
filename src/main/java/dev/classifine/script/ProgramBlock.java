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
 */
public final class ProgramBlock extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Program program;
  private final Shape output;
  private final Map<Parameter, String> arguments = new LinkedHashMap<>();

  /**
   * @param program what is computed; not closed by the block
   * @param parameters the weights with their values set, by name
   * @param output the output's shape with -1 for the batch
   */
  @SuppressWarnings("this-escape") // as every DJL block declares its parameters
  public ProgramBlock(Program program, Map<String, NDArray> parameters, Shape output) {
    super(VERSION);
    this.program = program;
    this.output = output;
    parameters.forEach(
        (name, array) -> {
          Parameter parameter =
              Parameter.builder().setName(name).setType(type(name)).optArray(array).build();
          addParameter(parameter);
          arguments.put(parameter, "w." + name);
        });
    inputShapes = new Shape[] {new Shape(-1, -1)}; // so that DJL sees it as initialised
    parameters.values().forEach(array -> array.setRequiresGradient(true));
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
