package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of devices on the command line. */
class DeviceCommandsTest {

  @TempDir private Path folder;

  @Test
  void trainRunsAReplicaOnEach() {
    TinyRuns tiny = new TinyRuns(folder);
    CommandLineRunner run =
        tiny.train(tiny.csv(20), "--device", "cpu,cpu", "--batch-size", "3", "--epochs", "2");
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.out().contains("8 steps, 2.00 epochs"), run.toString()); // 20 rows by 6
    assertEquals(
        "cpu,cpu", Json.readObject(tiny.output().resolve("run.json")).get("device").getAsString());
  }

  @Test
  void aFileOfOptionsHasThemAsAList() {
    TinyRuns tiny = new TinyRuns(folder);
    Path config = tiny.write("options.json", "{\"device\": [\"cpu\", \"cpu\"], \"epochs\": 1}");
    CommandLineRunner run =
        CommandLineRunner.run(
            "train",
            "--model",
            TinyRuns.MODEL,
            "--train",
            tiny.csv(20).toString(),
            "--output",
            tiny.output().toString(),
            "--max-length",
            "24",
            "--ignore-mismatched-sizes",
            "--config",
            config.toString());
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.out().contains("2 steps, 1.00 epochs"), run.toString()); // 20 rows by 16
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cuda:0,cuda:0|2|--device: cuda:0,cuda:0 has cuda:0 twice.",
        "cpu,cuda|2|--device: cpu,cuda:0 mixes the processor with GPUs",
        "cpu,tpu|2|--device: \"tpu\" is not a device.",
        "cuda:0,cuda:1|1|--device: cuda:0 was asked for, but libtorch",
      })
  void aListThatIsWrongOrNotThereIsAnError(String devices, int code, String begin) {
    TinyRuns tiny = new TinyRuns(folder);
    CommandLineRunner run = tiny.train(tiny.csv(20), "--device", devices);
    assertEquals(code, run.code(), run.toString());
    assertTrue(run.err().contains(begin), run.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"predict", "evaluate", "tune", "doctor"})
  void otherCommandsTakeOneDevice(String command) {
    List<String> args = new ArrayList<>(List.of(command, "--device", "cpu,cpu"));
    String data = new TinyRuns(folder).csv(4).toString();
    switch (command) {
      case "predict" -> args.addAll(List.of("--model", TinyRuns.MODEL, "--input", data));
      case "evaluate" -> args.addAll(List.of("--model", TinyRuns.MODEL, "--data", data));
      case "tune" ->
          args.addAll(
              List.of(
                  "--model",
                  TinyRuns.MODEL,
                  "--data",
                  data,
                  "--output",
                  folder + "/tuned",
                  "--calibrate"));
      default -> {}
    }
    CommandLineRunner run = CommandLineRunner.run(args.toArray(String[]::new));
    assertEquals(2, run.code(), run.toString());
    assertTrue(
        run.err().contains("--device: \"cpu,cpu\" names 2 devices. Only training runs on several"),
        run.toString());
  }
}
