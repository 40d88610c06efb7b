package dev.classifine.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The encoder that comes on the class path. */
class EmbeddedModelTest {

  private static final String RESOURCE = "/all-minilm-l6-v2.onnx";

  /** hidden 384, intermediate 1536, 6 layers, 30522 words, 512 positions, 2 types, a pooler. */
  private static long parametersOfMiniLm() {
    long norm = 2 * 384;
    long square = 384 * 384 + 384;
    long embeddings = (30522 + 512 + 2) * 384L + norm;
    long layer = 4 * square + 2 * 384 * 1536 + 1536 + 384 + 2 * norm;
    return embeddings + 6 * layer + square;
  }

  @Test
  void allParametersHaveTheirNames() throws IOException {
    try (InputStream in = OnnxWeights.class.getResourceAsStream(RESOURCE)) {
      assertNotNull(in, RESOURCE);
      try (TensorSource source = OnnxWeights.open(in, RESOURCE)) {
        long parameters =
            source.tensors().stream()
                .filter(tensor -> tensor.type() == ElementType.F32)
                .mapToLong(TensorInfo::elementCount)
                .sum();
        assertEquals(22_713_216, parameters);
        assertEquals(parametersOfMiniLm(), parameters);
        assertEquals(103, source.tensors().size());
        assertEquals(
            "encoder.layer.5.intermediate.dense.weight [1536, 384] F32",
            source.find("encoder.layer.5.intermediate.dense.weight").orElseThrow().toString());
        assertEquals(
            "pooler.dense.weight [384, 384] F32",
            source.find("pooler.dense.weight").orElseThrow().toString());
        // Elements [0, 0], [1, 0], [0, 1] and [0, 383] of onnx::MatMul_885, read with numpy.
        float[] query = TensorFiles.read(source, "encoder.layer.0.attention.self.query.weight");
        assertEquals(-0.14861962f, query[0]);
        assertEquals(0.043580376f, query[1]);
        assertEquals(0.035969656f, query[384]);
        assertEquals(0.074714676f, query[383 * 384]);
      }
    }
  }
}
