package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints there are when a run begins anew. */
class SavingTest {

  /** 18 steps; evaluations after steps 5, 10, 15 and 18. */
  private static final TrainingOptions OPTIONS =
      Problems.options(2, 4, 2, 0).toBuilder()
          .evaluation(new EvaluationOptions(Cadence.every(5), 16, false))
          .saving(new SavingOptions(Cadence.NEVER, 1))
          .build();

  @TempDir private Path folder;

  @Test
  void aRunThatBeginsAnewKeepsItsOwnCheckpointsAndNoOlderOnes() throws IOException {
    runs().train("run", saving(4)); // leaves those of steps 12 and 16
    List<Path> saved = new ArrayList<>();
    TrainingCallback looking =
        new TrainingCallback() {
          @Override
          public void onSave(Path checkpoint, TrainingProgress progress) {
            assertTrue(Files.exists(checkpoint), checkpoint.toString());
            saved.add(checkpoint.getFileName());
          }
        };
    Runs.End end = runs().anew().train("run", saving(3).toBuilder().maxSteps(8).build(), looking);
    assertEquals(-1, end.outcome().resumedFrom());
    assertEquals(List.of(Path.of("checkpoint-3"), Path.of("checkpoint-6")), saved);
    assertEquals(List.of("checkpoint-3", "checkpoint-6"), names());
    assertEquals(6, runs().train("run", saving(3)).outcome().resumedFrom());
  }

  @Test
  void aRunThatCannotBeginLeavesTheOlderOnes() throws IOException {
    runs().train("run", saving(4));
    Targets outOfRange = new Targets.Classes(new int[] {0, 1, 3});
    TrainingSet rows = Problems.of(ProblemType.SINGLE_LABEL, 3, 1, targets -> outOfRange);
    assertThrows(
        ClassifineException.class,
        () -> runs().anew().train("run", saving(4), rows, new StopRequest()));
    assertEquals(List.of("checkpoint-12", "checkpoint-16"), names());
  }

  private Runs runs() {
    return new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
  }

  private static TrainingOptions saving(int steps) {
    return OPTIONS.toBuilder().saving(new SavingOptions(Cadence.every(steps), 2)).build();
  }

  private List<String> names() throws IOException {
    return Folders.names(folder.resolve("run"));
  }
}
