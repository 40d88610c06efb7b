package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.UsageException;
import dev.classifine.model.LowerLayers;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.optim.FrozenOptions;
import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.LayerPlan;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which features a model of three layers (ModernBERT: four) reads in which epoch. */
class FeaturePlanTest {

  private static final FrozenOptions DRY = FrozenOptions.DEFAULTS.withDropout(false);
  private static final int THAWED = LayerOptions.NO_LAYERS;
  private static final int NONE = FeaturePlan.NONE;

  private TextModel model = load("bert");

  @AfterEach
  void close() {
    model.close();
  }

  private FeaturePlan plan(int frozen, int unfreezing, FrozenOptions options, int epochs) {
    LowerLayers lower = model.lowerLayers();
    LayerPlan plan =
        LayerPlan.of(
            model.djl().getBlock().getParameters(),
            model.depths(),
            new LayerOptions(1, List.of(), frozen, unfreezing));
    return new FeaturePlan(lower, plan, options, epochs);
  }

  private static int[] layers(FeaturePlan plan, int epochs) {
    return IntStream.range(0, epochs).map(plan::layers).toArray();
  }

  private static boolean[] kept(FeaturePlan plan, int epochs) {
    boolean[] kept = new boolean[epochs];
    IntStream.range(0, epochs).forEach(epoch -> kept[epoch] = plan.areKept(epoch));
    return kept;
  }

  @Test
  void frozenLayersAreKeptFromTheFirstEpochOn() {
    FeaturePlan plan = plan(2, 0, DRY, 3);
    assertArrayEquals(new int[] {2, 2, 2}, layers(plan, 3));
    assertArrayEquals(new boolean[] {true, true, true}, kept(plan, 3));
    assertArrayEquals(new int[] {3, 3}, layers(plan(LayerOptions.ALL_LAYERS, 0, DRY, 2), 2));
  }

  @Test
  void whatOneEpochReadsIsNotKept() {
    assertArrayEquals(new int[] {2}, layers(plan(2, 0, DRY, 1), 1));
    assertArrayEquals(new boolean[] {false}, kept(plan(2, 0, DRY, 1), 1));
  }

  @Test
  void embeddingsAloneAreNotKept() {
    assertArrayEquals(new int[] {0, 0}, layers(plan(0, 0, DRY, 2), 2));
    assertArrayEquals(new boolean[] {false, false}, kept(plan(0, 0, DRY, 2), 2));
  }

  @Test
  void layersThatJoinAreLeftOutAndWhatStaysFrozenIsKeptFromThenOn() {
    FeaturePlan plan = plan(1, 1, DRY, 4);
    assertArrayEquals(new int[] {3, 2, 1, 1}, layers(plan, 4));
    assertArrayEquals(new boolean[] {false, false, true, true}, kept(plan, 4));
    FeaturePlan cut = plan(1, 1, DRY, 3);
    assertArrayEquals(new boolean[] {false, false, false}, kept(cut, 3));
    FeaturePlan all = plan(THAWED, 1, DRY, 6);
    assertArrayEquals(new int[] {3, 2, 1, 0, NONE, NONE}, layers(all, 6));
    assertArrayEquals(new boolean[6], kept(all, 6));
  }

  @Test
  void withDropoutNothingIsReadApart() {
    FeaturePlan plan = plan(2, 0, FrozenOptions.DEFAULTS, 2);
    assertArrayEquals(new int[] {NONE, NONE}, layers(plan, 2));
    assertArrayEquals(new boolean[] {false, false}, kept(plan, 2));
  }

  @Test
  void aModelWithoutDropoutIsReadApartWhereThatIsKept() {
    model.close();
    model = load("modernbert");
    assertArrayEquals(new int[] {2, 2}, layers(plan(2, 0, FrozenOptions.DEFAULTS, 2), 2));
    assertArrayEquals(
        new int[] {NONE, NONE}, layers(plan(2, 0, FrozenOptions.DEFAULTS.withCache(false), 2), 2));
    assertArrayEquals(new int[] {NONE}, layers(plan(2, 0, FrozenOptions.DEFAULTS, 1), 1));
  }

  @Test
  void dropoutIsLeftOutOnlyWhereSomethingIsFrozenAndCanBeRunApart() {
    UsageException thawed = assertThrows(UsageException.class, () -> plan(THAWED, 0, DRY, 2));
    assertTrue(thawed.getMessage().startsWith("frozen dropout: the embeddings learn, so that"));
    UsageException unknown =
        assertThrows(UsageException.class, () -> new FeaturePlan(null, null, DRY, 2));
    assertTrue(unknown.getMessage().startsWith("frozen dropout: the lower layers of this block"));
    FeaturePlan rows = new FeaturePlan(null, null, FrozenOptions.DEFAULTS, 2);
    assertArrayEquals(new int[] {NONE, NONE}, layers(rows, 2));
    assertArrayEquals(new boolean[] {false, false}, kept(rows, 2));
  }

  private static TextModel load(String name) {
    try (Checkpoint checkpoint = Checkpoints.open(Fixture.of(name).folder().toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu());
    }
  }
}
