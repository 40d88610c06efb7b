package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Platform;
import dev.classifine.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MklKernelsTest {

  private static final int ROWS = 203;
  private static final int INNER = 517;
  private static final int COLUMNS = 389;
  private static final String FOR_INTELS = "Intel(R) Advanced Vector Extensions ";

  @Test
  void theyAreBetterOnAmdsProcessorsWithAvx2() {
    Assumptions.assumeTrue(Platform.isLinux() && Platform.isIntel() && Platform.is64Bit());
    assertTrue(MklKernels.areBetter(new Processor("AuthenticAMD", Set.of("avx2", "fma"))));
    assertFalse(MklKernels.areBetter(new Processor("AuthenticAMD", Set.of("avx2"))));
    assertFalse(MklKernels.areBetter(new Processor("AuthenticAMD", Set.of("avx", "fma"))));
    assertTrue(
        MklKernels.areBetter(new Processor("AuthenticAMD", Set.of("avx2", "fma", "avx512f"))));
    assertFalse(MklKernels.areBetter(new Processor("GenuineIntel", Set.of("avx2", "fma"))));
    assertFalse(MklKernels.areBetter(Processor.of("")));
  }

  @Test
  void mklTakesThemAndTheirProductsAreRight() throws Exception {
    Assumptions.assumeTrue(MklKernels.areBetter(Processor.current()));
    List<String> chosen = fork(List.of());
    List<String> own = fork(List.of("-Dclassifine.mkl=system"));
    String kernels = FOR_INTELS + (Processor.current().has("avx512f") ? "512" : "2");
    assertTrue(chosen.get(0).contains(kernels), chosen.get(0));
    assertFalse(own.get(0).contains(kernels), own.get(0));
    double largest = 0;
    for (double value : product()) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (List<String> told : List.of(chosen, own)) {
      double difference = Double.parseDouble(told.get(told.size() - 1));
      assertEquals(0, difference / largest, 1e-6, told.get(0));
    }
  }

  /** The product of the factors in double precision. */
  private static double[] product() {
    float[] a = factor(1, ROWS * INNER);
    float[] b = factor(2, INNER * COLUMNS);
    double[] product = new double[ROWS * COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      for (int k = 0; k < INNER; k++) {
        for (int column = 0; column < COLUMNS; column++) {
          product[row * COLUMNS + column] += (double) a[row * INNER + k] * b[k * COLUMNS + column];
        }
      }
    }
    return product;
  }

  private static float[] factor(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static List<String> fork(List<String> options) throws IOException, InterruptedException {
    ProcessBuilder builder =
        JavaProcess.of(Fresh.class, options).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MKL_VERBOSE", "1");
    builder.environment().remove("CLASSIFINE_MKL");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), out);
    return out.lines().toList();
  }

  /** A process of its own, in which libtorch is not loaded yet. */
  static final class Fresh {

    private Fresh() {}

    /**
     * MKL says what it is; at the end stands how far the product's farthest element is from the
     * product in double precision.
     */
    public static void main(String[] args) {
      NativeRuntime.start(0);
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        NDArray a = manager.create(factor(1, ROWS * INNER), new Shape(ROWS, INNER));
        NDArray b = manager.create(factor(2, INNER * COLUMNS), new Shape(INNER, COLUMNS));
        float[] found = a.matMul(b).toFloatArray();
        double[] right = product();
        double[] differences = new double[found.length];
        Arrays.setAll(differences, i -> Math.abs(found[i] - right[i]));
        System.out.println();
        System.out.println(Arrays.stream(differences).max().getAsDouble());
      }
    }
  }
}
