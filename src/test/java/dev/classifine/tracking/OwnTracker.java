package dev.classifine.tracking;

import dev.classifine.error.UsageException;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A tracker as a project of one's own would add it, found by its file of services. */
public final class OwnTracker implements TrackerFactory {

  /** What it heard since a test emptied it. */
  static final List<String> HEARD = new ArrayList<>();

  @Override
  public String name() {
    return "own";
  }

  @Override
  public void check(ReportOptions options, Map<String, String> environment) {
    if ("refused".equals(options.runName())) {
      throw new UsageException("--run-name: refused. Give another.");
    }
  }

  @Override
  public RunTracker create(TrackerSettings settings) {
    HEARD.add("create " + settings.runName() + " " + settings.labels().names());
    return new RunTracker() {
      @Override
      public void onBegin(long totalSteps, TrainingControl control) {
        HEARD.add("begin " + totalSteps);
      }

      @Override
      public void onLog(Map<String, Object> entry) {
        HEARD.add("log " + entry.get("step"));
      }

      @Override
      public void onEvaluation(EvaluationReport report, TrainingProgress progress) {
        HEARD.add("evaluation " + progress.step());
      }

      @Override
      public void close(RunEnd end) {
        HEARD.add("close " + end.status() + " " + end.results().containsKey("eval_loss"));
      }
    };
  }
}
