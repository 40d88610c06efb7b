package dev.classifine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are written and read again. */
class JsonTest {

  @ParameterizedTest
  @ValueSource(longs = {0, -7, 999_999_999_999_999_999L, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE})
  void aWholeNumberIsTheSameAgain(long number) {
    String text = Json.line(Map.of("n", number));
    assertEquals(number, Json.scalar(Json.parseObject(text, "test").get("n")));
  }

  @Test
  void whatIsNoLongIsADouble() {
    assertEquals(1e19, Json.number("10000000000000000000"));
    assertEquals(1.0, Json.number("1.0"));
    assertEquals(-1e5, Json.number("-1e5"));
  }
}
