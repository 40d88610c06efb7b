package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import dev.classifine.script.Program.Argument;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final String SOURCE =
      """
      class Line(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Line, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
          return torch.add(torch.mul(x, w["a.slope"]), 0.5)
        def train(self: __torch__.Line, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
          return torch.add(torch.mul(x, w["a.slope"]), 1.)
        def weighted(self: __torch__.Line, xs: List[Tensor], factors: List[float], shift: float) -> Tensor:
          return torch.add(torch.add(torch.mul(xs[0], factors[0]), torch.mul(xs[1], factors[1])), shift)
      """;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void runsSourceTextOnArraysOfADictionary() {
    Program program = Program.load(manager, new ProgramSource("Line", SOURCE));
    NDArray slope = manager.create(2f);
    slope.setName("w.a.slope");
    NDList result =
        program.call("forward", new NDList(manager.create(new float[] {1, 3}), slope), false);
    assertArrayEquals(new float[] {2.5f, 6.5f}, result.singletonOrThrow().toFloatArray());
  }

  @Test
  void takesListsAndNumbers() {
    Program program = Program.load(manager, new ProgramSource("Line", SOURCE));
    NDList xs = new NDList(manager.create(1f), manager.create(10f));
    NDArray sum =
        program.call(
            manager, "weighted", Argument.of(xs), Argument.of(2.0, 3.0), Argument.of(0.25));
    assertEquals(32.25f, sum.getFloat());
  }

  @Test
  void aBlockRunsItWithGradientsInTrainingAndWithoutElsewhere() {
    Program program = Program.load(manager, new ProgramSource("Line", SOURCE));
    ProgramBlock block =
        new ProgramBlock(program, Map.of("a.slope", manager.create(2f)), new Shape(-1));
    ParameterStore store = new ParameterStore(manager, false);
    NDList input = new NDList(manager.create(new float[] {1, 3}));
    assertEquals(2.5f, block.forward(store, input, false).head().getFloat(0));
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray output = block.forward(store, input, true).head();
      assertEquals(3f, output.getFloat(0), "the method train");
      collector.backward(output.sum());
    }
    assertEquals(4f, block.getParameters().get("a.slope").getArray().getGradient().getFloat());
  }

  @Test
  void aSourceThatLibtorchRefusesIsShown() {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> Program.load(manager, new ProgramSource("Line", SOURCE.replace("mul", "mull"))));
    assertTrue(error.getMessage().contains("torch.mull(x"), error.getMessage());
  }

  @Test
  void functionsAreWhatComesBeforeTheClassAndItsComment() {
    String function = "# adds\ndef add(x: Tensor) -> Tensor:\n  return torch.add(x, 1)\n";
    ProgramSource source = new ProgramSource("Line", function + "# a\n# line\n" + SOURCE);
    assertEquals(function, source.functions());
    assertEquals("", new ProgramSource("Line", SOURCE).functions());
  }

  @Test
  void leavesNothingBehindInItsManager() {
    Program program = Program.load(manager, new ProgramSource("Line", SOURCE));
    NDArray slope = manager.create(2f);
    slope.setName("w.a.slope");
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 100; i++) {
      try (NDManager scope = manager.newSubManager()) {
        program.call("forward", new NDList(scope.create(1f), slope), false);
      }
    }
    assertEquals(before, manager.getManagedArrays().size());
  }

  @Test
  void aConstantWithoutAValueOrAPlaceIsADefect() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ProgramSource.of(ProgramTest.class, "X", Map.of(), "constants.py"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ProgramSource.of(
                ProgramTest.class, "X", Map.of("SIZE", 1, "OTHER", true), "constants.py"));
    String text =
        ProgramSource.of(ProgramTest.class, "X", Map.of("SIZE", 1), "constants.py").text();
    assertTrue(text.contains("size = 1\n"), text);
    assertFalse(text.contains("$"), text);
  }
}
