package dev.classifine.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {

  @ParameterizedTest
  @CsvSource({
    "1.00003, 1",
    "120.00001, 120",
    "0.9999999, 1",
    "-2.00001, -2",
    "1.5, 1.5",
    "0.000125, 0.000125",
    "100, 100",
    "0, 0",
  })
  void aPlainNumberEndsInNoZerosAndNoPoint(double value, String shown) {
    assertEquals(shown, Shown.plain(value));
  }
}
