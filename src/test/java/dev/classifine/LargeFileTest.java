package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process with less memory than the texts of its file take. */
class LargeFileTest {

  private static final int HEAP_MEGABYTES = 32;

  @TempDir private Path folder;

  @Test
  void textsThatAreLargerThanTheHeapAreTrainedOn() throws IOException, InterruptedException {
    long megabytes = (long) LargeFileRun.ROWS * LargeFileRun.CHARACTERS >> 20;
    assertTrue(megabytes > HEAP_MEGABYTES, "the texts take " + megabytes + " MiB");
    Process process =
        JavaProcess.of(
                LargeFileRun.class, List.of("-Xmx" + HEAP_MEGABYTES + "m"), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(folder.resolve("log")));
    JsonObject manifest = Json.readObject(folder.resolve("output/run.json"));
    assertEquals("complete", manifest.get("status").getAsString());
    assertEquals(2, manifest.get("steps").getAsInt());
    int train = manifest.getAsJsonObject("train").get("rows").getAsInt();
    int eval = manifest.getAsJsonObject("eval").get("rows").getAsInt();
    assertEquals(LargeFileRun.ROWS, train + eval);
    assertEquals(LargeFileRun.ROWS / 1000, eval);
  }
}
