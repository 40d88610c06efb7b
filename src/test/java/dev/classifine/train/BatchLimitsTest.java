package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchLimitsTest {

  @ParameterizedTest
  @CsvSource({"0, 64, 1", "0, 300, 3", "5, 1000, 1", "0, 1, 2", "0, 2147483647, 1", "7, 30, 4"})
  void everyRowIsInOneBatchWithinTheLimits(int rows, int tokens, int workers) {
    Lengths set = new Lengths(new Random(3).ints(500, 1, 60).toArray());
    List<int[]> batches = new BatchLimits(rows, tokens).batches(set, workers);
    int[] all = batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    assertArrayEquals(IntStream.range(0, 500).toArray(), all);
    int before = Integer.MAX_VALUE;
    for (int[] batch : batches) {
      int longest = Arrays.stream(batch).map(set::length).max().orElseThrow();
      assertTrue(longest <= before, "the longest are first");
      before = Arrays.stream(batch).map(set::length).min().orElseThrow();
      assertTrue(rows == 0 || batch.length <= rows);
      assertTrue(batch.length == 1 || (long) batch.length * longest <= tokens);
    }
  }

  @Test
  void batchesOfOneLengthAreAsLargeAsTheTokensAllow() {
    Lengths set = new Lengths(IntStream.generate(() -> 10).limit(65).toArray());
    List<int[]> batches = new BatchLimits(0, 320).batches(set, 1);
    assertEquals(List.of(32, 32, 1), batches.stream().map(batch -> batch.length).toList());
  }

  @Test
  void thereIsABatchForEachWorkerWhereThereAreTokensEnough() {
    Lengths set = new Lengths(IntStream.generate(() -> 16).limit(64).toArray()); // 1024 tokens
    BatchLimits limits = new BatchLimits(0, 2048);
    assertEquals(1, limits.batches(set, 1).size());
    assertEquals(2, limits.batches(set, 2).size());
    assertEquals(4, limits.batches(set, 100).size(), "of 256 tokens at least");
  }

  @Test
  void emptySetsHaveNoBatches() {
    assertEquals(0, BatchLimits.of(Device.cpu()).batches(new Lengths(new int[0]), 2).size());
    assertEquals(0, BatchLimits.rows(4).batches(new Lengths(new int[0]), 1).size());
  }

  @Test
  void limitsOutOfRangeAreUsageErrors() {
    assertThrows(UsageException.class, () -> new BatchLimits(-1, 8));
    assertThrows(UsageException.class, () -> new BatchLimits(1, 0));
    assertTrue(BatchLimits.of(Device.gpu(0)).tokens() > BatchLimits.of(Device.cpu()).tokens());
  }

  /** Rows of which only the lengths are known. */
  private record Lengths(int[] lengths) implements TrainingSet {
    @Override
    public int size() {
      return lengths.length;
    }

    @Override
    public int length(int row) {
      return lengths[row];
    }

    @Override
    public Targets targets() {
      throw new UnsupportedOperationException();
    }

    @Override
    public NDList inputs(NDManager manager, int[] rows) {
      throw new UnsupportedOperationException();
    }
  }
}
