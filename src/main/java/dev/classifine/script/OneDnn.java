package dev.classifine.script;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.Program.Argument;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether programs on this processor can call oneDNN's linear layers by name ({@code
 * mkldnn::_linear_pointwise}; in half precision with weights that {@code
 * mkldnn::_reorder_linear_weight} made). Not every build of libtorch has them, and not every
 * processor has every type; both are found out by trying.
 */
public final class OneDnn {

  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);
  private static final int SIZE = 32;
  private static final Map<Integer, Boolean> KNOWN = new ConcurrentHashMap<>();

  private OneDnn() {}

  /**
   * Whether they multiply numbers of a type.
   *
   * @param type PyTorch's number of the type, as 6 for float32
   */
  public static boolean multiplies(int type) {
    NativeRuntime.engine();
    return KNOWN.computeIfAbsent(type, OneDnn::tried);
  }

  /** Whether a product of ones is right. */
  private static boolean tried(int type) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program =
            Program.load(
                manager, ProgramSource.of(OneDnn.class, "OneDnn", Map.of(), "onednn.py"))) {
      NDArray ones = manager.ones(new Shape(SIZE, SIZE));
      NDArray product =
          program.call(
              manager, "product", Argument.of(ones), Argument.of(ones), Argument.of((double) type));
      for (float value : product.toFloatArray()) {
        if (value != SIZE) {
          return false;
        }
      }
      return true;
    } catch (EngineException | IllegalStateException e) {
      LOG.debug("Linear layers of type {} are left to libtorch: {}.", type, e.getMessage());
      return false;
    }
  }
}
