package dev.classifine.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.MappedArray;
import dev.classifine.tracking.tensorboard.EventReader.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramTest {

  @TempDir Path folder;

  private Value written(Histogram histogram) throws IOException {
    Path events = Files.createTempDirectory(folder, "events");
    try (EventFile file = EventFile.create(events, 0)) {
      file.write(1, List.of(Summaries.histogram("weights/w", histogram)));
    }
    return EventReader.folder(events).get(2).values().get(0);
  }

  @Test
  void eachNumberIsInTheBucketBelowTheFirstLimitAboveIt() throws IOException {
    Random random = new Random(5);
    float[] values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 12));
    }
    values[7] = 0;
    values[8] = -0f;
    values[9] = Float.NaN;
    values[10] = Float.NEGATIVE_INFINITY;
    Histogram histogram = new Histogram();
    histogram.add(values, 1);
    Value value = written(histogram);
    double[] limits = value.limits();
    double[] expected = new double[limits.length];
    double[] moments = {Double.MAX_VALUE, -Double.MAX_VALUE, 0, 0, 0};
    for (float number : values) {
      if (Float.isFinite(number)) {
        int bucket = 0;
        while (limits[bucket] <= number) {
          bucket++;
        }
        expected[bucket]++;
        moments[0] = Math.min(moments[0], number);
        moments[1] = Math.max(moments[1], number);
        moments[2]++;
        moments[3] += number;
        moments[4] += (double) number * number;
      }
    }
    assertArrayEquals(expected, value.buckets());
    assertArrayEquals(moments, value.moments(), 1e-9 * moments[4]);
    assertTrue(expected[0] > 0 && expected[expected.length - 1] > 0, "empty buckets at the edges");
    for (int i = 1; i < limits.length; i++) {
      double[] sizes = {Math.abs(limits[i - 1]), Math.abs(limits[i])};
      Arrays.sort(sizes);
      boolean atZero = sizes[1] <= 1e-12;
      assertTrue(
          expected[i] == 0 || atZero || Math.abs(sizes[1] / sizes[0] - 1.1) < 1e-9,
          "a bucket with numbers is as narrow as it may be: " + Arrays.toString(sizes));
      assertTrue(expected[i] > 0 || expected[i - 1] > 0, "empty buckets side by side are one");
    }
  }

  @Test
  void aScaledGradientIsCountedWithoutItsScale() throws IOException {
    Histogram histogram = new Histogram();
    histogram.add(new float[] {1024, 2048}, 1024);
    assertArrayEquals(new double[] {1, 2, 2, 3, 5}, written(histogram).moments());
  }

  @Test
  void anEmptyOneIsWhole() throws IOException {
    Value value = written(new Histogram());
    assertArrayEquals(new double[5], value.moments());
    assertEquals(0, value.buckets().length);
  }

  @Test
  void anArrayIsReadInPartsAndLeavesNothingBehind() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = manager.arange(0, 600_000, 1, DataType.FLOAT32).reshape(new Shape(600, 1000));
      NDArray half = manager.ones(new Shape(3, 5), DataType.FLOAT16);
      NDArray scalar = manager.create(2.5f);
      array.setRequiresGradient(true);
      int before = manager.getManagedArrays().size();
      assertEquals(600_000, Distributions.of(array, 1).count());
      assertEquals(15, Distributions.of(half, 1).count());
      assertEquals(1, Distributions.of(scalar, 1).count());
      assertEquals(before, manager.getManagedArrays().size());
    }
  }

  @Test
  void aMappedArrayHasTheDistributionOfTheSameInMemory() throws IOException {
    Shape shape = new Shape(700, 1000); // more than a piece of the file
    Random random = new Random(7);
    float[] numbers = new float[(int) shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray mapped =
          MappedArray.create(
              manager,
              shape,
              (first, piece) ->
                  piece.asFloatBuffer().put(numbers, (int) first, piece.remaining() / Float.BYTES));
      Value expected = written(Distributions.of(manager.create(numbers, shape), 2));
      Value found = written(Distributions.of(mapped, 2));
      assertArrayEquals(expected.limits(), found.limits());
      assertArrayEquals(expected.buckets(), found.buckets());
      assertArrayEquals(expected.moments(), found.moments(), 1e-9 * numbers.length);
    }
  }
}
