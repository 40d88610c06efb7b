package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static dev.classifine.weights.TensorFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWeightsTest {

  private static final long[] TWO = {2};
  private static final long[] THREE = {3};
  private static final long[] THREE_BY_TWO = {3, 2};

  @TempDir Path folder;

  private static TensorSource open(byte[] model) {
    return OnnxWeights.open(new ByteArrayInputStream(model), "tiny.onnx");
  }

  private static TensorSource open(OnnxBytes graph) {
    return open(graph.model());
  }

  /** An embedding, a layer norm, a dense layer [2 -> 3 -> 2] and a pooler. */
  private static OnnxBytes encoder() {
    return new OnnxBytes()
        .initializer("embeddings.position_ids", 7, new long[] {1, 2}, new byte[16])
        .floats("embeddings.word.weight", THREE_BY_TWO, 1, 2, 3, 4, 5, 6)
        .floats("first.bias", THREE, 7, 8, 9)
        .floats("second.bias", TWO, 10, 11)
        .floats("pooler.dense.weight", new long[] {2, 2}, 1, 2, 3, 4)
        .floats("pooler.dense.bias", TWO, 5, 6)
        .floats("onnx::MatMul_885", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
        .floats("onnx::MatMul_886", THREE_BY_TWO, 1, 2, 3, 4, 5, 6)
        .floats("onnx::Pow_12", new long[0], 2)
        .initializer("onnx::Reshape_3", 7, TWO, new byte[16])
        .node("Gather", "embedded", "embeddings.word.weight", "input_ids")
        .node("MatMul", "product1", "embedded", "onnx::MatMul_885")
        .node("Add", "sum1", "first.bias", "product1")
        .node("MatMul", "product2", "sum1", "onnx::MatMul_886")
        .node("Add", "sum2", "product2", "second.bias")
        .node("Add", "residual", "sum2", "embedded")
        .node("Gemm", true, "pooled", "residual", "pooler.dense.weight", "pooler.dense.bias");
  }

  @Test
  void denseWeightsGetTheirNamesAndTheirOrientationBack() {
    try (TensorSource source = open(encoder())) {
      assertEquals(
          List.of(
              "embeddings.word.weight [3, 2] F32",
              "first.bias [3] F32",
              "second.bias [2] F32",
              "pooler.dense.weight [2, 2] F32",
              "pooler.dense.bias [2] F32",
              "first.weight [3, 2] F32",
              "second.weight [2, 3] F32"),
          source.tensors().stream().map(TensorInfo::toString).toList());
      assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, read(source, "first.weight"));
      assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, read(source, "second.weight"));
      assertArrayEquals(new float[] {1, 2, 3, 4}, read(source, "pooler.dense.weight"));
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, read(source, "embeddings.word.weight"));
      assertEquals("tiny.onnx", source.describe());
    }
  }

  @Test
  void whatIsNotTurnedIsReadInPartsToo() {
    try (TensorSource source = open(encoder())) {
      String words = "embeddings.word.weight";
      ByteBuffer part = ByteBuffer.allocate(12);
      assertTrue(source.hasParts(words));
      source.read(words, 2, part);
      assertArrayEquals(TensorFiles.bytes(3, 4, 5), part.array());
      assertThrows(IllegalArgumentException.class, () -> source.read(words, 4, part));
      assertFalse(source.hasParts("first.weight"));
      assertThrows(UnsupportedOperationException.class, () -> source.read("first.weight", 0, part));
    }
  }

  /** Its position ids and the constants of its operations. */
  @Test
  void integersAreNoWeights() {
    try (TensorSource source = open(encoder())) {
      assertTrue(source.find("embeddings.position_ids").isEmpty());
    }
  }

  @Test
  void aFileIsReadAsAStreamIs() {
    Path file = TensorFiles.write(folder.resolve("tiny.onnx"), encoder().model());
    try (TensorSource source = OnnxWeights.open(file)) {
      assertArrayEquals(new float[] {7, 8, 9}, read(source, "first.bias"));
    }
    assertThrows(UsageException.class, () -> OnnxWeights.open(folder.resolve("absent.onnx")));
  }

  @Test
  void aLargeMatrixIsTransposedTileByTile() {
    float[] stored = new float[70 * 45];
    float[] expected = new float[70 * 45];
    for (int row = 0; row < 70; row++) {
      for (int column = 0; column < 45; column++) {
        stored[row * 45 + column] = row * 100 + column;
        expected[column * 70 + row] = row * 100 + column;
      }
    }
    OnnxBytes graph =
        new OnnxBytes()
            .floats("onnx::MatMul_1", new long[] {70, 45}, stored)
            .floats("x.bias", new long[] {45}, new float[45])
            .node("MatMul", "product", "in", "onnx::MatMul_1")
            .node("Add", "out", "x.bias", "product");
    try (TensorSource source = open(graph)) {
      assertArrayEquals(expected, read(source, "x.weight"));
    }
  }

  @Test
  void halfPrecisionIsConvertedAndTransposed() {
    ByteBuffer halves = TensorFiles.littleEndian(4);
    halves.putShort((short) 0x3c00).putShort((short) 0xc000);
    OnnxBytes graph =
        new OnnxBytes()
            .initializer("onnx::MatMul_1", 10, new long[] {1, 2}, halves.array())
            .floats("x.bias", TWO, 0, 0)
            .node("MatMul", "product", "in", "onnx::MatMul_1")
            .node("Add", "out", "x.bias", "product");
    try (TensorSource source = open(graph)) {
      assertEquals("x.weight [2, 1] F16", source.find("x.weight").orElseThrow().toString());
      assertArrayEquals(new float[] {1, -2}, read(source, "x.weight"));
    }
  }

  @Test
  void floatsMayStandInAListPackedOrNot() {
    OnnxBytes graph =
        new OnnxBytes()
            .initializer(
                out -> {
                  out.writeInt64(1, 2);
                  out.writeInt32(2, 1);
                  out.writeString(8, "a.bias");
                  out.writeFloat(4, 1);
                  out.writeFloat(4, -2.5f);
                })
            .initializer(
                out -> {
                  out.writeInt64(1, 2);
                  out.writeInt32(2, 1);
                  out.writeString(8, "b.bias");
                  out.writeByteArray(4, TensorFiles.bytes(3, 4));
                });
    try (TensorSource source = open(graph)) {
      assertArrayEquals(new float[] {1, -2.5f}, read(source, "a.bias"));
      assertArrayEquals(new float[] {3, 4}, read(source, "b.bias"));
    }
  }

  @Test
  void weightsThatCannotBeNamedAreListed() {
    OnnxBytes graph =
        encoder()
            .floats("onnx::MatMul_900", new long[] {2, 2}, 1, 2, 3, 4)
            .floats("onnx::Add_901", TWO, 1, 2)
            .node("MatMul", "product3", "sum2", "onnx::MatMul_900");
    assertRefused(
        () -> open(graph),
        "tiny.onnx: no name was found for"
            + " [onnx::MatMul_900 [2, 2] F32, onnx::Add_901 [2] F32].");
  }

  @Test
  void aNamedMatrixWithoutABiasMayBeEitherWayRoundAndIsRefused() {
    OnnxBytes graph =
        encoder()
            .floats("head.weight", new long[] {2, 2}, 1, 2, 3, 4)
            .node("MatMul", "product3", "sum2", "head.weight");
    assertRefused(() -> open(graph), "no name was found for [head.weight [2, 2] F32]");
  }

  @Test
  void aMatrixThatDoesNotFitItsBiasIsRefused() {
    OnnxBytes graph =
        new OnnxBytes()
            .floats("onnx::MatMul_1", THREE_BY_TWO, 1, 2, 3, 4, 5, 6)
            .floats("x.bias", THREE, 0, 0, 0)
            .node("MatMul", "product", "in", "onnx::MatMul_1")
            .node("Add", "out", "x.bias", "product");
    assertRefused(
        () -> open(graph),
        "tensor onnx::MatMul_1 [3, 2] F32 does not fit the bias that is added, x.bias [3] F32");
  }

  @Test
  void twoWeightsOfOneNameAreRefused() {
    OnnxBytes graph = encoder().floats("first.weight", TWO, 1, 2);
    assertRefused(
        () -> open(graph),
        "both onnx::MatMul_885 [2, 3] F32 and first.weight [2] F32 would be named first.weight");
    assertRefused(
        () -> open(encoder().floats("first.bias", THREE, 1, 2, 3)),
        "two initializers are named 'first.bias'");
  }

  @Test
  void aMatrixOfTwoLayersIsRefused() {
    OnnxBytes graph =
        encoder()
            .floats("third.bias", THREE, 1, 2, 3)
            .node("MatMul", "product3", "sum2", "onnx::MatMul_885")
            .node("Add", "sum3", "third.bias", "product3");
    assertRefused(() -> open(graph), "onnx::MatMul_885 is the weight of both first and third");
  }

  @Test
  void dataInAnotherFileAreRefused() {
    OnnxBytes graph =
        new OnnxBytes()
            .initializer(
                out -> {
                  out.writeInt64(1, 2);
                  out.writeInt32(2, 1);
                  out.writeString(8, "a.bias");
                  out.writeEnum(14, 1);
                });
    assertRefused(() -> open(graph), "tensor a.bias [2] F32 keeps its data in another file");
  }

  @Test
  void shapesAndTypesThatDoNotFitAreRefused() {
    assertRefused(
        () -> open(new OnnxBytes().floats("a.bias", THREE, 1, 2)),
        "tiny.onnx: tensor a.bias [3] F32 needs 12 bytes, but has 8");
    assertRefused(
        () -> open(new OnnxBytes().floats("a.bias", new long[] {-3}, 1, 2)),
        "tiny.onnx: tensor a.bias [-3] F32: dimension -3");
    assertRefused(
        () -> open(new OnnxBytes().floats("a.bias", new long[] {1L << 40, 1L << 40}, 1)),
        "the number of bytes does not fit");
    assertRefused(
        () -> open(new OnnxBytes().initializer("a.bias", 8, TWO, new byte[2])),
        "tiny.onnx: tensor 'a.bias' has ONNX data type 8, which is not supported");
  }

  @Test
  void whatIsNoModelIsRefused() {
    assertRefused(() -> open(new byte[0]), "tiny.onnx: not an ONNX model with weights");
    assertRefused(() -> open(new OnnxBytes()), "tiny.onnx: not an ONNX model with weights");
    assertRefused(() -> open("{\"a\": 1}".getBytes()), "tiny.onnx: not an ONNX model");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = encoder().model();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertRefused(() -> open(cut), "tiny.onnx: not an ONNX model");
    }
    assertTrue(whole.length > 500);
  }

  @Test
  void randomDamageIsRefusedOrReadable() {
    byte[] whole = encoder().model();
    assertTrue(TensorFiles.opensAndReads(() -> open(whole)));
    Random random = new Random(5);
    int opened = 0;
    int rounds = 6000;
    for (int round = 0; round < rounds; round++) {
      byte[] damaged = TensorFiles.damaged(whole, random);
      opened += TensorFiles.opensAndReads(() -> open(damaged)) ? 1 : 0;
    }
    assertTrue(opened > 0 && opened < rounds, "opened " + opened);
  }

  @Test
  void aClosedSourceIsNotRead() {
    TensorSource source = open(encoder());
    source.close();
    assertThrows(
        IllegalStateException.class, () -> source.read("first.bias", ByteBuffer.allocate(12)));
  }
}
