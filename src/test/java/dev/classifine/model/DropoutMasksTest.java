package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.classifine.error.UsageException;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The statistics of dropout from random words. Bounds are six standard deviations of what is
 * counted, were the elements independent; seeds are fixed, so that a test gives one answer.
 */
class DropoutMasksTest {

  private static final int COUNT = 1 << 21;
  private static final double SIGMAS = 6;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Program program = load("dropout_words.py");

  private Program load(String source) {
    NativeRuntime.engine();
    String functions =
        ProgramSource.of(TextModel.class, "none", Map.of(), "precision_float32.py", source).text();
    return Program.load(
        manager,
        new ProgramSource(
            "Dropout",
            functions
                + """
                class Dropout(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def drop(self: __torch__.Dropout, x: Tensor, rate: float) -> Tensor:
                    return __torch__.dropped(x, rate, True)
                  def keep(self: __torch__.Dropout, x: Tensor, rate: float) -> Tensor:
                    return __torch__.dropped(x, rate, False)
                  def twice(self: __torch__.Dropout, x: Tensor, rate: float) -> Tensor:
                    return torch.stack([__torch__.dropped(x, rate, True), __torch__.dropped(x, rate, True)])
                  def add(self: __torch__.Dropout, x: Tensor, rate: float) -> Tensor:
                    return __torch__.residual(torch.mul(x, 3.), x, rate, True)
                  def quarter(self: __torch__.Dropout, x: Tensor) -> Tensor:
                    return __torch__.dropped(x, 0.25, True)
                """));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private float[] run(String method, long seed, float[] x, double rate) {
    NativeRuntime.seed(seed, 0, 0);
    return program
        .call(manager, method, Argument.of(manager.create(x)), Argument.of(rate))
        .toFloatArray();
  }

  private float[] mask(long seed, int count, double rate) {
    return run("drop", seed, ones(count), rate);
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double realRate(double rate) {
    return Math.floor(rate * 65536 + 0.5) / 65536;
  }

  private static void assertShare(double expected, long counted, long of, String what) {
    double bound = SIGMAS * Math.sqrt(expected * (1 - expected) / of);
    assertEquals(expected, (double) counted / of, bound, what);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.25, 0.9, 0.015625, 0.00002})
  void theRateIsTheNearestMultipleOfA65536thAndTheScaleMakesUpForIt(double rate) {
    float[] mask = mask(7, COUNT, rate);
    double real = realRate(rate);
    int zeros = 0;
    for (float scale : mask) {
      if (scale == 0) {
        zeros++;
      } else {
        assertEquals(1 / (1 - real), scale, 1e-6 / (1 - real));
      }
    }
    assertShare(real, zeros, COUNT, "dropped at rate " + rate);
  }

  @Test
  void whatIsTooRareForA65536thIsNotDropped() {
    assertArrayEquals(ones(4096), mask(3, 4096, 1e-6));
    assertArrayEquals(ones(4096), mask(3, 4096, 0));
    assertArrayEquals(ones(4096), run("keep", 3, ones(4096), 0.5));
  }

  /** Neighbours in a word, in neighbouring words, in rows of 384 and powers of two apart. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 16, 63, 64, 384, 1024, 65536, 1048576})
  void elementsAreDroppedIndependentlyOfOthersOfTheMask(int distance) {
    float[] mask = mask(11, COUNT, 0.1);
    int both = 0;
    for (int i = 0; i + distance < COUNT; i++) {
      if (mask[i] == 0 && mask[i + distance] == 0) {
        both++;
      }
    }
    double rate = realRate(0.1);
    assertShare(rate * rate, both, COUNT - distance, "both of a pair " + distance + " apart");
  }

  @Test
  void masksOfOneSeedAndOfNeighbouringSeedsAreIndependent() {
    float[] two = run("twice", 5, ones(COUNT), 0.1);
    float[] first = Arrays.copyOf(two, COUNT);
    assertIndependent(first, Arrays.copyOfRange(two, COUNT, 2 * COUNT), "one after the other");
    assertArrayEquals(mask(5, COUNT, 0.1), first, "a seed gives its mask again");
    assertIndependent(first, mask(6, COUNT, 0.1), "the next seed");
  }

  private static void assertIndependent(float[] a, float[] b, String what) {
    int both = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i] == 0 && b[i] == 0) {
        both++;
      }
    }
    double rate = realRate(0.1);
    assertShare(rate * rate, both, a.length, what);
  }

  /** The counts of blocks have a binomial's variance: neither evened out nor in clumps. */
  @ParameterizedTest
  @ValueSource(ints = {4, 64, 384})
  void countsOfBlocksVaryAsIndependentElementsDo(int block) {
    float[] mask = mask(13, COUNT / block * block, 0.1);
    int blocks = mask.length / block;
    double rate = realRate(0.1);
    double squares = 0;
    for (int b = 0; b < blocks; b++) {
      int zeros = 0;
      for (int i = 0; i < block; i++) {
        zeros += mask[b * block + i] == 0 ? 1 : 0;
      }
      squares += Math.pow(zeros - block * rate, 2);
    }
    double variance = block * rate * (1 - rate);
    // of a binomial's squared deviation: variance² · (2 + kurtosis), the kurtosis at most 1 /
    // variance
    double bound = SIGMAS * variance * Math.sqrt((2 + 1 / variance) / blocks);
    assertEquals(variance, squares / blocks, bound);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 4097})
  void anyNumberOfElementsIsDrawn(int count) {
    assertEquals(count, mask(1, count, 0.5).length);
  }

  @Test
  void theGradientIsThatOfTheMask() {
    NDArray x = manager.create(ones(1000), new Shape(10, 100));
    x.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray y = program.call("quarter", new NDList(x), true).singletonOrThrow();
      assertEquals(new Shape(10, 100), y.getShape());
      collector.backward(y.sum());
      assertArrayEquals(y.toFloatArray(), x.getGradient().toFloatArray());
      assertTrue(y.min().getFloat() == 0 && y.max().getFloat() > 1);
    }
  }

  @Test
  void aResidualIsTheSumWithWhatIsDropped() {
    float[] dropped = mask(9, 5000, 0.3);
    float[] sums = run("add", 9, ones(5000), 0.3);
    for (int i = 0; i < sums.length; i++) {
      assertEquals(3 + dropped[i], sums[i], 1e-6);
    }
    float[] plain =
        load("dropout_libtorch.py")
            .call(manager, "add", Argument.of(manager.create(ones(5000))), Argument.of(0.))
            .toFloatArray();
    assertArrayEquals(run("add", 9, ones(5000), 0), plain);
  }

  @Test
  void choicesHaveNames() {
    for (DropoutMasks choice : DropoutMasks.values()) {
      assertEquals(choice, DropoutMasks.of(choice.id()));
    }
    String message = assertThrows(UsageException.class, () -> DropoutMasks.of("none")).getMessage();
    assertTrue(message.contains("\"none\"") && message.contains("words or libtorch"), message);
    assertFalse(DropoutMasks.WORDS.source().equals(DropoutMasks.LIBTORCH.source()));
  }
}
