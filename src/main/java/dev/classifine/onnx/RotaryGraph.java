package dev.classifine.onnx;

/**
 * Rotary positions (Su et al. 2021): pairs of a head's numbers turn with the position.
 *
 * @param cos [T, D]
 * @param sin [T, D]
 * @param size D
 */
record RotaryGraph(Value cos, Value sin, int size) {

  /**
   * The positions of a batch.
   *
   * @param size D
   * @param base of the wavelengths
   * @param stretch by how much positions are drawn together
   */
  static RotaryGraph of(Inputs inputs, int size, double base, double stretch) {
    float[] frequencies = new float[size / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = 2f * i / size;
      frequencies[i] = 1 / (float) Math.pow(base, exponent) / (float) stretch;
    }
    Graph graph = inputs.ids().graph();
    Value positions = graph.range(inputs.length()).as(Type.FLOAT).unsqueeze(1);
    Value half = positions.mul(graph.floats(frequencies));
    Value angles = half.concat(1, half);
    return new RotaryGraph(angles.each("Cos"), angles.each("Sin"), size);
  }

  /** Turns [B, N, T, D]. */
  Value turn(Value x) {
    int half = size / 2;
    Value turned = x.slice(3, half, size).each("Neg").concat(3, x.slice(3, 0, half));
    return x.mul(cos).add(turned.mul(sin));
  }
}
