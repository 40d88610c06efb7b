package dev.classifine.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A {@link Program} with its weights, for many calls without gradients. The dictionary of weights
 * is made once and stays on the native side, in the types and layouts in which the products read
 * it: a call hands over its few inputs, not hundreds of named arrays, and narrows no weight. The
 * weights must not change in the meantime. Several threads may call at once.
 *
 * <p>The program needs two methods: {@code prepare(w: Dict[str, Tensor], layers: Dict[str, Tensor],
 * matrices: Dict[str, Tensor]) -> Dict[str, Tensor]} and {@code forward}, whose last parameter is
 * that dictionary.
 */
public final class BoundProgram implements AutoCloseable {

  private final Program program;
  private final IValue weights;

  private BoundProgram(Program program, IValue weights) {
    this.program = program;
    this.weights = weights;
  }

  /**
   * Binds weights.
   *
   * @param program not closed by what is returned, and must outlive it
   * @param weights by name
   * @param layers the names of the linear layers' weights, which the program may keep in another
   *     form
   * @param matrices those of them that the program also reads on its own, as matrices
   */
  public static BoundProgram of(
      Program program,
      Map<String, NDArray> weights,
      Collection<String> layers,
      Collection<String> matrices) {
    try (IValue all = dictionary(weights, weights.keySet());
        IValue linear = dictionary(weights, layers);
        IValue others = dictionary(weights, matrices)) {
      return new BoundProgram(program, program.run("prepare", all, linear, others));
    }
  }

  private static IValue dictionary(Map<String, NDArray> weights, Collection<String> names) {
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    names.forEach(name -> arrays.put(name, (PtNDArray) weights.get(name)));
    return IValue.stringMapFrom(arrays);
  }

  /**
   * Calls {@code forward}.
   *
   * @param results the manager of the result
   * @param inputs the plain tensors, in the order of the method's parameters
   */
  public NDArray forward(NDManager results, NDList inputs) {
    IValue[] arguments =
        Stream.concat(
                inputs.stream().map(array -> IValue.from((PtNDArray) array)), Stream.of(weights))
            .toArray(IValue[]::new);
    try (IValue result = program.run("forward", arguments)) {
      return result.toTensor((PtNDManager) results);
    } finally {
      Arrays.stream(arguments).limit(inputs.size()).forEach(IValue::close);
    }
  }

  /** Gives the dictionary up; nobody may be calling. */
  @Override
  public void close() {
    weights.close();
  }
}
