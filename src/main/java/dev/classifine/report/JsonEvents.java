package dev.classifine.report;

import dev.classifine.FineTuningResult;
import dev.classifine.io.Json;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingProgress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells a program of a training: a JSON object a line, whose {@code event} is {@code begin}, {@code
 * log} (an entry of the log, evaluations among them), {@code save}, and at last {@code result} or
 * {@code error}.
 */
public final class JsonEvents implements TrainingCallback {

  private final PrintStream out;

  /**
   * @param out where to, the standard output stream
   */
  public JsonEvents(PrintStream out) {
    this.out = out;
  }

  @Override
  public void onBegin(long totalSteps, TrainingControl control) {
    print("begin", Map.of("total_steps", totalSteps));
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    print("log", entry);
  }

  @Override
  public void onSave(Path folder, TrainingProgress progress) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", progress.step());
    values.put("checkpoint", folder.toString());
    print("save", values);
  }

  /** What the run came to; {@code metrics} are those of {@code all_results.json}. */
  public void result(FineTuningResult result) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("status", result.isInterrupted() ? "interrupted" : "complete");
    values.put("was_complete", result.wasComplete());
    values.put("output", result.output().toString());
    values.put("warnings", result.warnings());
    values.put("metrics", result.metrics());
    print("result", values);
  }

  /** Why there is no result. */
  public void error(String message, int exitCode) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("message", message);
    values.put("exit_code", exitCode);
    print("error", values);
  }

  private void print(String event, Map<String, Object> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.putAll(values);
    out.println(Json.line(line));
  }
}
