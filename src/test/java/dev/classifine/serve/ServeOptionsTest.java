package dev.classifine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.classifine.error.UsageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServeOptionsTest {

  @Test
  void eachMayBeAnotherOne() {
    ServeOptions options =
        ServeOptions.DEFAULTS
            .withHost("localhost")
            .withPort(0)
            .withReadTimeout(Duration.ofSeconds(2))
            .withDrainTimeout(Duration.ofSeconds(3));
    assertEquals(
        new ServeOptions(
            "localhost",
            0,
            ServeOptions.DEFAULTS.limits(),
            ServeOptions.DEFAULTS.batching(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3)),
        options);
    assertThrows(UsageException.class, () -> options.withReadTimeout(Duration.ZERO));
  }
}
