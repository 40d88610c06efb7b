package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.weights.PickleValue.Dictionary;
import dev.classifine.weights.PickleValue.Tuple;
import java.util.List;

/** Understands the calls with which a pickle makes tensors. */
final class TensorCalls {

  private static final int MAX_DIMENSIONS = 64;

  private final PickleBytes in;

  TensorCalls(PickleBytes in) {
    this.in = in;
  }

  /** What a function that is not a storage's class gives. */
  Object call(PickleGlobal function, List<Object> arguments) {
    return switch (function) {
      case ORDERED_DICT -> {
        check(arguments.isEmpty(), function, "none");
        yield new Dictionary();
      }
      case REBUILD_TENSOR -> tensor(arguments);
      case REBUILD_PARAMETER -> {
        boolean known = arguments.size() == 3 && arguments.get(0) instanceof PickledTensor;
        check(known, function, "a tensor, requires_grad and backward_hooks");
        yield arguments.get(0);
      }
      default -> throw new IllegalArgumentException(function + " is no function");
    };
  }

  /**
   * The storage that a persistent id names.
   *
   * @param id the word {@code storage}, its class, key, device and number of elements
   */
  PickledTensor.Storage storage(Object id) {
    if (id instanceof Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(0).equals("storage")
        && tuple.items().get(1) instanceof PickleGlobal global
        && global.storageType().isPresent()
        && tuple.items().get(2) instanceof String key
        && tuple.items().get(3) instanceof String
        && tuple.items().get(4) instanceof Long count) {
      return new PickledTensor.Storage(key, global.storageType().get(), count);
    }
    throw in.problem(
        "a persistent id must be the word 'storage', its class, key, device and number of"
            + " elements");
  }

  private PickledTensor tensor(List<Object> arguments) {
    if (arguments.size() == 6
        && arguments.get(0) instanceof PickledTensor.Storage storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof Tuple shape
        && arguments.get(3) instanceof Tuple stride) {
      return new PickledTensor(storage, offset, numbers(shape), numbers(stride));
    }
    throw wrongArguments(
        PickleGlobal.REBUILD_TENSOR,
        "a storage, offset, size, stride, requires_grad and backward_hooks");
  }

  private long[] numbers(Tuple tuple) {
    List<Object> items = tuple.items();
    if (items.size() > MAX_DIMENSIONS || !items.stream().allMatch(Long.class::isInstance)) {
      throw in.problem("a size and a stride must be at most " + MAX_DIMENSIONS + " integers each");
    }
    return items.stream().mapToLong(Long.class::cast).toArray();
  }

  private void check(boolean asKnown, PickleGlobal function, String known) {
    if (!asKnown) {
      throw wrongArguments(function, known);
    }
  }

  private ClassifineException wrongArguments(PickleGlobal function, String known) {
    return in.problem("the arguments of " + function + " must be: " + known);
  }
}
