package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code CUDA_VISIBLE_DEVICES}, in processes that have it: here it hides every GPU. */
class VisibleDevicesTest {

  private static final String HIDE = "export CUDA_VISIBLE_DEVICES=; ";

  @TempDir private Path folder;

  @Test
  void aRunThatNeedsAHiddenGpuFailsAndSaysWhatHidesIt() throws IOException, InterruptedException {
    String text =
        "train --model " + TinyRuns.MODEL + " --device cuda --ignore-mismatched-sizes --train ";
    List<String> arguments = new ArrayList<>(List.of(text.strip().split(" ")));
    arguments.add(new TinyRuns(folder).csv(8).toString());
    arguments.addAll(List.of("--output", folder.resolve("output").toString()));
    try (ForkedRun run = ForkedRun.start(folder.resolve("log"), HIDE, arguments)) {
      String log = run.ends(1);
      assertTrue(log.contains("no usable GPU (CUDA_VISIBLE_DEVICES is \"\")"), log);
    }
  }

  @Test
  void theDoctorShowsIt() throws IOException, InterruptedException {
    try (ForkedRun run = ForkedRun.start(folder.resolve("log"), HIDE, List.of("doctor"))) {
      String log = run.ends(0);
      assertTrue(log.contains("those of CUDA_VISIBLE_DEVICES=\"\""), log);
    }
  }
}
