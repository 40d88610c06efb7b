package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.ProblemType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LowerLayersTest {

  private static final LoraOptions UPDATES = LoraOptions.DEFAULTS;

  private static TextModel load(String folder, ProgramOptions options) {
    try (Checkpoint checkpoint = Checkpoints.open("src/test/resources/" + folder)) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu(),
          options);
    }
  }

  /** How many layers run within each depth from 0 on. */
  private static int[] within(String folder) {
    try (TextModel model = load(folder, ProgramOptions.DEFAULTS)) {
      LowerLayers lower = model.lowerLayers();
      int depths = model.depths().head();
      return IntStream.range(0, depths).map(lower::within).toArray();
    }
  }

  @Test
  void aLayerRunsWithinItsDepth() {
    assertArrayEquals(new int[] {0, 1, 2, 3}, within("parity/bert"));
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, within("parity/modernbert"));
    assertArrayEquals(new int[] {0, 1, 2, 3}, within("parity/deberta-v2"));
  }

  @Test
  void layersThatShareParametersRunUntilTheFirstOfAnotherDepth() {
    assertArrayEquals(new int[] {0, 4}, within("parity/albert"));
    // 3 groups over 4 layers: 0, 0, 1, 2
    assertArrayEquals(new int[] {0, 2, 3, 4}, within("variants/albert-uneven"));
    // 5 times the two layers of a group, of which the first three times are the first group's
    assertArrayEquals(new int[] {0, 1, 6, 7, 10}, within("variants/albert-groups"));
  }

  @Test
  void dropoutOfTheEncoderAndOfItsUpdatesCounts() {
    assertEquals(true, hasDropout("parity/bert", ProgramOptions.DEFAULTS));
    assertEquals(true, hasDropout("parity/deberta-v2", ProgramOptions.DEFAULTS));
    assertEquals(true, hasDropout("parity/distilbert", ProgramOptions.DEFAULTS));
    // ALBERT's is in the head
    assertEquals(false, hasDropout("parity/albert", ProgramOptions.DEFAULTS));
    assertEquals(false, hasDropout("parity/modernbert", ProgramOptions.DEFAULTS));
    assertEquals(false, hasDropout("parity/modernbert", ProgramOptions.DEFAULTS.withLora(UPDATES)));
    LoraOptions dropping = new LoraOptions(8, 8, 0.1, List.of(), false, List.of());
    assertEquals(true, hasDropout("parity/modernbert", ProgramOptions.DEFAULTS.withLora(dropping)));
  }

  private static boolean hasDropout(String folder, ProgramOptions options) {
    try (TextModel model = load(folder, options)) {
      return model.lowerLayers().haveDropout();
    }
  }
}
