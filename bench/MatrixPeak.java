import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.OneDnn;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;

/**
 * Times matrix products alone in our own libtorch: [n, in] x [out, in]^T, as linear layers compute
 * them, by what libtorch chooses and by oneDNN, whichever is faster.
 *
 * <p>{@code java -cp "target/classes:target/lib/*" bench/MatrixPeak.java THREADS float32|bf16 SECONDS
 * NxINxOUT ...} prints, for each shape, the shape and the billion operations a second of the fastest
 * of the repeats that fit into the seconds, at least 5, after a call that is not timed. A
 * multiplication and its addition are two operations.
 */
public class MatrixPeak {

  private static final String SOURCE =
      """
      class Peak(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def libtorch(self: __torch__.Peak, x: Tensor, w: Tensor, times: float) -> Tensor:
          a = torch.to(x, $TYPE)
          b = torch.to(w, $TYPE)
          y = torch.linear(a, b)
          for i in range(int(times)):
            y = torch.linear(a, b)
          return torch.to(torch.sum(y), 6)
        def onednn(self: __torch__.Peak, x: Tensor, w: Tensor, times: float) -> Tensor:
          a = torch.to(x, $TYPE)
          b = torch.to(w, $TYPE)
          y = ops.mkldnn._linear_pointwise(a, b, None, "none", annotate(List[Optional[number]], []), "")
          for i in range(int(times)):
            y = ops.mkldnn._linear_pointwise(a, b, None, "none", annotate(List[Optional[number]], []), "")
          return torch.to(torch.sum(y), 6)
      """;

  private static final int LEAST_REPEATS = 5;
  private static final double LEAST_NANOSECONDS = 5e7; // of one call, above what a clock and a call take

  private final NDManager manager;
  private final int type;
  private final Program program;
  private final double seconds;

  private MatrixPeak(NDManager manager, String precision, double seconds) {
    this.manager = manager;
    this.seconds = seconds;
    this.type = precision.equals("bf16") ? 15 : 6; // PyTorch's numbers of the types
    String source = SOURCE.replace("$TYPE", Integer.toString(type));
    this.program = Program.load(manager, new ProgramSource("Peak", source));
  }

  public static void main(String[] arguments) {
    NativeRuntime.start(Integer.parseInt(arguments[0]));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      MatrixPeak peak = new MatrixPeak(manager, arguments[1], Double.parseDouble(arguments[2]));
      for (int i = 3; i < arguments.length; i++) {
        String[] sizes = arguments[i].split("x");
        double speed =
            peak.speed(
                Long.parseLong(sizes[0]), Long.parseLong(sizes[1]), Long.parseLong(sizes[2]));
        System.out.println(arguments[i] + " " + speed);
      }
    }
  }

  /** Billion operations a second of one shape; oneDNN has no bfloat16 on some processors. */
  private double speed(long rows, long in, long out) {
    double speed = speed("libtorch", rows, in, out);
    return OneDnn.multiplies(type) ? Math.max(speed, speed("onednn", rows, in, out)) : speed;
  }

  private double speed(String products, long rows, long in, long out) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.randomNormal(new Shape(rows, in));
      NDArray w = scope.randomNormal(new Shape(out, in));
      nanoseconds(products, x, w, 1); // makes kernels and takes memory
      int times = 1;
      while (difference(products, x, w, times, 0) < LEAST_NANOSECONDS) {
        times *= 2;
      }
      return 2.0 * rows * in * out * times / difference(products, x, w, times, seconds);
    }
  }

  /**
   * Nanoseconds that so many products take: the difference of calls of twice and of once as many, so
   * that conversions and the call itself drop out. Each is the fastest of its kind, since a slow one
   * beside a fast one would make a difference of nothing.
   */
  private double difference(String products, NDArray x, NDArray w, int times, double seconds) {
    double twice = Double.POSITIVE_INFINITY;
    double once = Double.POSITIVE_INFINITY;
    double end = System.nanoTime() + seconds * 1e9;
    for (int i = 0; i < LEAST_REPEATS || System.nanoTime() < end; i++) {
      twice = Math.min(twice, nanoseconds(products, x, w, 2 * times));
      once = Math.min(once, nanoseconds(products, x, w, times));
    }
    return twice - once;
  }

  private double nanoseconds(String products, NDArray x, NDArray w, int times) {
    long begin = System.nanoTime();
    try (NDArray sum =
        program.call(
            manager, products, Argument.of(x), Argument.of(w), Argument.of((double) times))) {
      sum.getFloat();
    }
    return System.nanoTime() - begin;
  }
}
