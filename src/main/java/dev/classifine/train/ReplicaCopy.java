package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.classifine.script.Gradients;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A copy of a model's parameters. The block itself is shared: it is given the copy's arrays in
 * place of its own by a {@link ParameterStore}. DJL's store is keyed by device, and would give two
 * replicas on the processor the same arrays.
 */
final class ReplicaCopy implements Replica, AutoCloseable {

  private final Block block;
  private final Words words;
  private final NDManager manager;
  private final Map<Parameter, NDArray> arrays = new IdentityHashMap<>();
  private final ParameterStore store;

  /**
   * @param block with its parameters set; the copy's are zeros until they are written
   * @param words the arrays that are copied
   * @param parent closes the copy at the latest
   */
  ReplicaCopy(Block block, Words words, NDManager parent, Device device) {
    this.block = block;
    this.words = words;
    this.manager = parent.newSubManager(device);
    for (Parameter parameter : block.getParameters().values()) {
      arrays.put(parameter, zerosLike(words.array(parameter)));
    }
    this.store = new Store(manager);
    follow();
  }

  @Override
  public Device device() {
    return manager.getDevice();
  }

  @Override
  public NDList forward(NDList data, NDList labels) {
    return block.forward(store, words.inputs(data, device()), labels, null);
  }

  /** Zeros on this device, of an array's shape. */
  NDArray zerosLike(NDArray array) {
    return manager.zeros(array.getShape(), array.getDataType());
  }

  /** Takes another array for a parameter, in place of one with fewer rows. */
  void become(Parameter parameter, NDArray array) {
    array(parameter).close();
    array.attach(manager);
    arrays.put(parameter, array);
    follow();
  }

  /**
   * The copy of a parameter.
   *
   * @throws IllegalStateException if the block did not name the parameter when it was copied
   */
  NDArray array(Parameter parameter) {
    NDArray array = arrays.get(parameter);
    if (array == null) {
      throw new IllegalStateException(
          "The parameter "
              + parameter.getName()
              + " is not one of the block's getParameters(), so that no replica has it.");
    }
    return array;
  }

  /** Freezes and thaws as the block's parameters are by now; what is frozen has no gradient. */
  void follow() {
    arrays.forEach(ReplicaCopy::follow);
  }

  /** Freezes or thaws an array that stands for a parameter as the parameter is. */
  static void follow(Parameter parameter, NDArray array) {
    if (array.hasGradient() != parameter.requiresGradient()) {
      array.setRequiresGradient(parameter.requiresGradient());
    }
    if (!parameter.requiresGradient()) {
      Gradients.drop(array);
    }
  }

  /** Forgets what passes left. */
  void dropGradients() {
    arrays.values().forEach(Gradients::drop);
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Gives the copy's array of a parameter, whatever device is asked for. */
  private final class Store extends ParameterStore {

    Store(NDManager manager) {
      super(manager, false);
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return parameter == null ? null : array(parameter); // a layer without a bias asks for null
    }
  }
}
