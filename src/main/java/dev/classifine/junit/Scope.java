package dev.classifine.junit;

import ai.djl.ndarray.NDArray;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A test, or a class of tests: its experiment, and the native arrays that it began with. */
final class Scope {

  private final String name;
  private final Scope around;
  private final boolean failOnLeak;
  private final Experiment experiment;
  private final Workspace workspace = new Workspace();
  private final Set<String> known;

  /**
   * Begins.
   *
   * @param name what a failure calls it
   * @param around the class that it is in; null where there is none
   */
  Scope(String name, Scope around, ClassifineTest settings) {
    this.name = name;
    this.around = around;
    this.failOnLeak = settings == null || settings.failOnLeak();
    this.experiment =
        new Experiment(workspace, settings == null ? ClassifineTest.DEFAULT_SEED : settings.seed());
    this.known = new HashSet<>(NativeMemory.arrays().keySet());
  }

  Experiment experiment() {
    return experiment;
  }

  /**
   * Ends: closes and deletes what the experiment made, then looks for arrays that live on.
   *
   * @throws AssertionError if there are some
   */
  void end() {
    workspace.close();
    Map<String, NDArray> left = new TreeMap<>(NativeMemory.arrays());
    left.keySet().removeAll(known);
    for (Scope scope = around; scope != null; scope = scope.around) {
      left.keySet().removeAll(scope.workspace.arrays()); // a class's experiment ends with the class
      scope.known.addAll(left.keySet()); // told of once
    }
    if (failOnLeak && !left.isEmpty()) {
      List<NDArray> arrays = List.copyOf(left.values());
      throw new AssertionError(
          name
              + " leaks native memory: "
              + NativeMemory.counted(arrays)
              + ", made in it and not closed.\n"
              + NativeMemory.describe(arrays)
              + "Close every TextClassifier, Model and NDManager, best with try-with-resources;"
              + " those of an Experiment are closed for you. Where they are meant to stay, say"
              + " @ClassifineTest(failOnLeak = false).");
    }
  }
}
