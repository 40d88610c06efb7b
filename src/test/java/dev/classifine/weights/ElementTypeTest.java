package dev.classifine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values follow from the definitions of IEEE 754 binary16, binary64 and of bfloat16. */
class ElementTypeTest {

  @TempDir Path folder;

  private float[] read(String type, int count, ByteBuffer data) {
    String header =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(type, count, data.capacity());
    Path file = folder.resolve("x.safetensors");
    TensorFiles.write(file, TensorFiles.safetensors(header, data.array()));
    try (TensorSource source = Safetensors.open(file)) {
      return TensorFiles.read(source, "x");
    }
  }

  private float[] readShorts(String type, int... bits) {
    ByteBuffer data = TensorFiles.littleEndian(bits.length * 2);
    for (int half : bits) {
      data.putShort((short) half);
    }
    return read(type, bits.length, data);
  }

  @Test
  void halvesBecomeTheSameNumbers() {
    assertArrayEquals(
        new float[] {
          0f, -0f, 1f, -2f, 65504f, 0.333251953125f, 0x1p-14f, 0x1p-24f, -1023 * 0x1p-24f
        },
        readShorts("F16", 0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x3555, 0x0400, 0x0001, 0x83ff));
  }

  @Test
  void infiniteHalvesAndNotANumberStayWhatTheyAre() {
    float[] values = readShorts("F16", 0x7c00, 0xfc00, 0x7e01);
    assertEquals(Float.POSITIVE_INFINITY, values[0]);
    assertEquals(Float.NEGATIVE_INFINITY, values[1]);
    assertEquals(0x7fc02000, Float.floatToRawIntBits(values[2]));
  }

  @Test
  void everyFiniteHalfAgreesWithItsDefinition() {
    int checked = 0;
    for (int bits = 0; bits < 0x10000; bits++) {
      int exponent = bits >> 10 & 0x1f;
      if (exponent == 0x1f) {
        continue;
      }
      double size = exponent == 0 ? bits & 0x3ff : 0x400 + (bits & 0x3ff);
      double expected = (bits >= 0x8000 ? -1 : 1) * size * Math.pow(2, Math.max(exponent, 1) - 25);
      ByteBuffer half = TensorFiles.littleEndian(2).putShort(0, (short) bits);
      assertEquals((float) expected, Float.intBitsToFloat(ElementType.F16.float32Bits(half, 0)));
      checked++;
    }
    assertEquals(2 * 31 * 1024, checked);
  }

  @Test
  void brainFloatsAreTheUpperHalfOfFloats() {
    float[] values =
        readShorts("BF16", 0x3f80, 0xc049, 0x0001, 0x8000, 0x7f80, 0xff80, 0x7fc1, 0x7f7f);
    assertEquals(1f, values[0]);
    assertEquals(-3.140625f, values[1]);
    assertEquals(0x1p-133f, values[2]);
    assertEquals(-0f, values[3]);
    assertEquals(Float.POSITIVE_INFINITY, values[4]);
    assertEquals(Float.NEGATIVE_INFINITY, values[5]);
    assertTrue(Float.isNaN(values[6]));
    assertEquals(0x1.fep127f, values[7]);
  }

  @Test
  void doublesAreRoundedToTheNearestFloat() {
    double[] doubles = {0.1, 1 + 0x1p-24, 1 + 0x1.8p-23, 1e300, -1e300, 0x1p-149, 0x1p-151, -0.0};
    ByteBuffer data = TensorFiles.littleEndian((doubles.length + 1) * 8);
    data.asDoubleBuffer().put(doubles).put(Double.NaN);
    float[] values = read("F64", doubles.length + 1, data);
    assertArrayEquals(
        new float[] {
          0.1f,
          1f, // halfway between two floats: to the even one
          1 + 0x1p-22f,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.MIN_VALUE,
          0f,
          -0f,
          Float.NaN
        },
        values);
  }

  @Test
  void floatsKeepEveryBit() {
    int[] bits = {0x00000001, 0x807fffff, 0x7f800000, 0xff800001, 0x7fc12345, 0x80000000};
    ByteBuffer data = TensorFiles.littleEndian(bits.length * 4);
    data.asIntBuffer().put(bits);
    float[] values = read("F32", bits.length, data);
    for (int i = 0; i < bits.length; i++) {
      assertEquals(bits[i], Float.floatToRawIntBits(values[i]));
    }
  }

  @Test
  void whatWasReadIsWrittenAsItWas() {
    for (ElementType type : new ElementType[] {ElementType.F16, ElementType.BF16}) {
      for (int bits = 0; bits < 0x10000; bits++) {
        ByteBuffer source = TensorFiles.littleEndian(2).putShort(0, (short) bits);
        ByteBuffer target = TensorFiles.littleEndian(2);
        type.putFloat32(type.float32Bits(source, 0), target, 0);
        assertEquals((short) bits, target.getShort(0), type + " " + Integer.toHexString(bits));
      }
    }
  }

  @Test
  void floatsAreWrittenAsTheNearestElementAndTiesToEven() {
    Random random = new Random(1);
    for (ElementType type : new ElementType[] {ElementType.F16, ElementType.BF16}) {
      for (int i = 0; i < 200_000; i++) {
        float value = Float.intBitsToFloat(random.nextInt());
        if (Float.isNaN(value)) {
          continue;
        }
        ByteBuffer target = TensorFiles.littleEndian(2);
        type.putFloat32(Float.floatToRawIntBits(value), target, 0);
        float written = Float.intBitsToFloat(type.float32Bits(target, 0));
        float below = neighbour(type, target, -1);
        float above = neighbour(type, target, 1);
        double error = distance(type, written, value);
        assertTrue(
            !(error > distance(type, below, value)) && !(error > distance(type, above, value)),
            type + " " + value + " became " + written);
        boolean tie =
            error == distance(type, below, value) || error == distance(type, above, value);
        assertTrue(!tie || error == 0 || (target.getShort(0) & 1) == 0, type + " " + value);
      }
    }
  }

  /** An infinity counts as the power of two that it stands in for. */
  private static double distance(ElementType type, float element, float value) {
    double limit = type == ElementType.F16 ? 0x1p16 : 0x1p128;
    double of = Float.isInfinite(element) ? Math.copySign(limit, element) : element;
    double to = Math.max(-limit, Math.min(limit, value));
    return Math.abs(of - to);
  }

  /** The next element in magnitude; the element itself where there is none. */
  private static float neighbour(ElementType type, ByteBuffer element, int step) {
    int magnitude = element.getShort(0) & 0x7fff;
    int infinity = type == ElementType.F16 ? 0x7c00 : 0x7f80;
    int next = Math.max(0, Math.min(infinity, magnitude + step));
    int sign = element.getShort(0) & 0x8000;
    if (next == magnitude) {
      return Float.NaN;
    }
    ByteBuffer other = TensorFiles.littleEndian(2).putShort(0, (short) (sign | next));
    return Float.intBitsToFloat(type.float32Bits(other, 0));
  }
}
