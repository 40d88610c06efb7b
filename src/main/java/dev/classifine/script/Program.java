package dev.classifine.script;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * A TorchScript program that is loaded and can be called. It holds no tensors, so it runs on the
 * device of its arguments; calls from several threads do not disturb each other. It lives as long
 * as the manager that it was loaded under.
 */
public final class Program implements AutoCloseable {

  private static final String METHOD = "module_method:";

  private final PtSymbolBlock module;
  private final NDManager manager;

  private Program(PtSymbolBlock module, NDManager manager) {
    this.module = module;
    this.manager = manager;
  }

  /**
   * Compiles a source.
   *
   * @param parent the manager that closes the program at the latest
   * @throws IllegalStateException if libtorch refuses the text: a defect of the source
   */
  public static Program load(NDManager parent, ProgramSource source) {
    NDManager manager = parent.newSubManager();
    try {
      byte[] archive = ScriptArchive.of(source.className(), source.text());
      return new Program(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false),
          manager);
    } catch (EngineException e) {
      manager.close();
      throw new IllegalStateException(
          "libtorch does not accept the program " + source.className() + ":\n" + source.text(), e);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException("reading from memory does not fail", e);
    }
  }

  /**
   * An argument that names the method to be called, as DJL has it: for inputs that a block passes
   * on, and that are not those of its usual method.
   *
   * @param manager of the argument
   */
  public static NDArray method(NDManager manager, String name) {
    NDArray selector = manager.create(new Shape(0)); // its name is all: nothing goes to a GPU
    selector.setName(METHOD + name);
    return selector;
  }

  private static boolean namesMethod(NDArray argument) {
    return argument.getName() != null && argument.getName().startsWith(METHOD);
  }

  /**
   * Calls a method on arrays, with a record for the backward pass where {@code autograd} is true.
   *
   * <p>Arguments are made from the arrays' names: no name is a plain tensor, {@code x.key} an entry
   * of the dictionary {@code x} (everything behind the first dot is the key), {@code x[]} an item
   * of the list {@code x}.
   *
   * @param method the method's name, unless an argument of {@link #method} names another
   * @param arguments in the order of the method's parameters; the results belong to the first one's
   *     manager
   * @param autograd false runs in inference mode: results cannot take part in a later backward pass
   */
  public NDList call(String method, NDList arguments, boolean autograd) {
    // Thread-local in libtorch. Programs see a new shape in almost every batch, for which the
    // optimising executor would
    // specialise again and again.
    JniUtils.setGraphExecutorOptimize(false);
    try (NDManager scope = arguments.head().getManager().newSubManager()) {
      NDList all = new NDList(arguments);
      if (arguments.stream().noneMatch(Program::namesMethod)) {
        all.add(method(scope, method));
      }
      return IValueUtils.forward(module, all, autograd);
    }
  }

  /**
   * Calls a method that returns one tensor, in inference mode. Arrays may be changed in place.
   *
   * @param results the manager of the result
   * @param arguments numbers, lists and tensors as {@link Argument} makes them; closed by this call
   */
  public NDArray call(NDManager results, String method, Argument... arguments) {
    IValue[] values = Arrays.stream(arguments).map(Argument::value).toArray(IValue[]::new);
    try (IValue result = run(method, values)) {
      return result.toTensor((PtNDManager) results);
    } finally {
      Arrays.stream(values).forEach(IValue::close);
    }
  }

  /** Calls a method in inference mode; the caller closes what it gives and what it got. */
  IValue run(String method, IValue... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    return IValueUtils.runMethod(module, method, arguments);
  }

  @Override
  public void close() {
    manager.close();
  }

  /** One argument of {@link #call(NDManager, String, Argument...)}. */
  public static final class Argument {

    private final IValue value;

    private Argument(IValue value) {
      this.value = value;
    }

    private IValue value() {
      return value;
    }

    /** A {@code Tensor}. */
    public static Argument of(NDArray array) {
      return new Argument(IValue.from((PtNDArray) array));
    }

    /** A {@code List[Tensor]}; must not be empty, since libtorch takes the type from the items. */
    public static Argument of(NDList arrays) {
      return new Argument(
          IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
    }

    /** A {@code List[List[Tensor]]}; no list may be empty. */
    public static Argument of(List<NDList> lists) {
      IValue[] inner = lists.stream().map(list -> of(list).value()).toArray(IValue[]::new);
      try {
        return new Argument(IValue.listFrom(inner));
      } finally {
        Arrays.stream(inner).forEach(IValue::close);
      }
    }

    /** A {@code List[float]}. */
    public static Argument of(double... numbers) {
      return new Argument(IValue.listFrom(numbers));
    }

    /** A {@code float}. */
    public static Argument of(double number) {
      return new Argument(IValue.from(number));
    }
  }
}
