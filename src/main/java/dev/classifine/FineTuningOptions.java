package dev.classifine;

import dev.classifine.error.UsageException;
import dev.classifine.model.ProgramOptions;
import dev.classifine.script.DeviceList;
import dev.classifine.script.Tf32;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.Trackers;
import dev.classifine.train.TrainingOptions;
import dev.classifine.tuning.TuningOptions;
import java.util.Map;

/**
 * A whole run.
 *
 * @param model a checkpoint's folder, or {@code minilm} or another name of a pretrained model
 * @param ignoreMismatchedSizes whether a trained head that is for other labels or another problem
 *     may be given up; default false, which makes it an error
 * @param data what to learn from
 * @param training how to train
 * @param tuning what of the decision is tuned on the evaluation rows in the end; default nothing
 * @param program in which precision the model computes, and whether low-rank updates are trained in
 *     place of its weights; default float32, and all weights
 * @param tf32 whether a GPU may round matrix products to TF32; default as libtorch has it
 * @param maxLength the most tokens of a text; 0 takes what the tokenizer and the model allow;
 *     default 0
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}, or several with commas between them,
 *     to train a replica of the model on each; null takes a GPU where there is one
 * @param threads threads of one native operation; 0 takes one a core; default 0
 * @param output where the checkpoint is written
 * @param report which trackers hear of the run; default the log as JSON Lines
 */
public record FineTuningOptions(
    String model,
    boolean ignoreMismatchedSizes,
    DataOptions data,
    TrainingOptions training,
    TuningOptions tuning,
    ProgramOptions program,
    Tf32 tf32,
    int maxLength,
    String device,
    int threads,
    OutputOptions output,
    ReportOptions report) {

  /**
   * @throws UsageException if something is missing, or options contradict each other
   */
  public FineTuningOptions {
    if (model == null || model.isBlank()) {
      throw new UsageException("--model: missing. It must be a checkpoint's folder, or minilm.");
    }
    if (maxLength < 0) {
      throw new UsageException(
          "--max-length: " + maxLength + " is below 0. Give a number of tokens.");
    }
    if (device != null) {
      DeviceList.of(device); // an error here, before anything is read
    }
    Trackers.check(report);
    if (output.save().asAdapter() && program.lora().isEmpty()) {
      throw new UsageException(
          "--save-adapter: no low-rank updates are trained, so there is no adapter to save. Give"
              + " --lora-r with it, or leave it out.");
    }
    if (tuning.needsRows() && !data.evaluates()) {
      throw new UsageException(
          "--calibrate, --tune-thresholds: there are no rows to tune on. Give an evaluation file"
              + " (--eval), or a share of the training rows to hold out (--eval-fraction,"
              + " --fold).");
    }
  }

  /**
   * The same run at another place.
   *
   * @param newOutput where the checkpoint is written
   * @param newDevice as {@link #device()}
   */
  public FineTuningOptions at(OutputOptions newOutput, String newDevice) {
    return new FineTuningOptions(
        model,
        ignoreMismatchedSizes,
        data,
        training,
        tuning,
        program,
        tf32,
        maxLength,
        newDevice,
        threads,
        newOutput,
        report);
  }

  /**
   * The training as one device would make it: where several are named, with the passes of all in
   * each step.
   */
  TrainingOptions plan() {
    return training.acrossDevices(device == null ? 1 : DeviceList.of(device).size());
  }

  /**
   * The same run on other data.
   *
   * @param newData what to learn from
   */
  public FineTuningOptions on(DataOptions newData) {
    return new FineTuningOptions(
        model,
        ignoreMismatchedSizes,
        newData,
        training,
        tuning,
        program,
        tf32,
        maxLength,
        device,
        threads,
        output,
        report);
  }

  /** All but the output folder and the trackers by name, as {@code run.json} has them. */
  public Map<String, Object> values() {
    return RunOptions.values(this);
  }
}
