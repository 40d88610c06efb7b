package dev.classifine;

import dev.classifine.error.UsageException;
import dev.classifine.model.SaveOptions;
import dev.classifine.train.ResumeOptions;
import java.nio.file.Path;

/**
 * Where a checkpoint is written, and how.
 *
 * @param folder new or empty; null leaves it to the experiment that the run is part of
 * @param overwrite whether the folder may hold files already
 * @param resume whether a run that was cut is gone on with
 * @param save the form of the weights
 * @param report whether a page with charts and tables, {@code report.html}, is written beside it;
 *     default true
 * @param modelCard whether a model card, {@code README.md}, is written beside it; default true
 */
public record OutputOptions(
    Path folder,
    boolean overwrite,
    ResumeOptions resume,
    SaveOptions save,
    boolean report,
    boolean modelCard) {

  /**
   * @throws UsageException if the folder is to be both written over and gone on with
   */
  public OutputOptions {
    if (overwrite && resume.resume()) {
      throw new UsageException(
          "--overwrite and --resume: both were given. Begin anew over what is in the folder, or go"
              + " on with it, not both.");
    }
  }

  /** With a report and a model card. */
  public OutputOptions(Path folder, boolean overwrite, ResumeOptions resume, SaveOptions save) {
    this(folder, overwrite, resume, save, true, true);
  }

  /** A folder that must be new or empty, for weights in float32. */
  public static OutputOptions of(Path folder) {
    return new OutputOptions(folder, false, ResumeOptions.NO, SaveOptions.DEFAULT);
  }

  /** The same with or without a report. */
  public OutputOptions withReport(boolean value) {
    return new OutputOptions(folder, overwrite, resume, save, value, modelCard);
  }

  /** The same with or without a model card. */
  public OutputOptions withModelCard(boolean value) {
    return new OutputOptions(folder, overwrite, resume, save, report, value);
  }
}
