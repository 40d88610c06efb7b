package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code evaluate} writes. */
class EvaluateCommandTest {

  @TempDir Path temporary;

  @Test
  void aNumberThatIsNotFiniteIsNullInTheFile() {
    TinyRuns tiny = new TinyRuns(temporary);
    Path train = tiny.write("train.csv", "text,label\nwho was it ?,0.5\nwhat city ?,1.5\n");
    CommandLineRunner trained =
        tiny.train(train, "--problem-type", "regression", "--max-steps", "1");
    assertEquals(0, trained.code(), trained.toString());
    Path constant = tiny.write("constant.csv", "text,label\nwho was it ?,1.0\nwhat city ?,1.0\n");
    Path numbers = temporary.resolve("numbers.json");
    CommandLineRunner run = tiny.evaluate(constant, numbers);
    assertEquals(0, run.code(), run.toString());
    JsonObject json = Json.readObject(numbers); // strict, which a NaN would not pass
    assertTrue(json.get("eval_pearson").isJsonNull(), json.toString());
    assertTrue(json.get("eval_loss").getAsDouble() >= 0);
  }
}
