package dev.classifine.tracking;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import dev.classifine.train.TrainingControl;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the log's entries to {@code metrics.jsonl} as they come, a JSON object a line: {@code
 * step}, {@code epoch}, {@code time} (UTC, ISO 8601), then the entry's values; null for what is not
 * finite. A run that goes on takes away what lies after the step that it goes on from.
 */
public final class JsonLines implements TrackerFactory {

  /** What {@code --report-to} calls it. */
  public static final String NAME = "jsonl";

  /** The file in the run's folder. */
  public static final String FILE = "metrics.jsonl";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RunTracker create(TrackerSettings settings) {
    return new Tracker(settings.output().resolve(FILE));
  }

  private static final class Tracker implements RunTracker {

    private final Path file;
    private FileOutputStream out; // not a channel, which an interrupted thread would close
    private long resumedFrom = -1;

    Tracker(Path file) {
      this.file = file;
    }

    @Override
    public void onResume(Path folder, long step) {
      resumedFrom = step;
    }

    @Override
    public void onBegin(long totalSteps, TrainingControl control) {
      try {
        long kept = resumedFrom < 0 ? 0 : MetricsFile.lengthUpTo(file, resumedFrom);
        out = new FileOutputStream(file.toFile(), true);
        out.getChannel().truncate(kept);
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void onLog(Map<String, Object> entry) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", entry.get("step"));
      line.put("epoch", entry.get("epoch"));
      line.put("time", Instant.now().toString());
      entry.forEach(line::putIfAbsent);
      try {
        out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8)); // one call of the OS
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void close(RunEnd end) {
      if (out == null) {
        return; // the run failed before its first step
      }
      try {
        out.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private ClassifineException failed(IOException e) {
      return new ClassifineException(
          file + ": cannot be written: " + Reason.of(e) + ". Its earlier lines are whole.", e);
    }
  }
}
