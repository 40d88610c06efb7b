package dev.classifine.hub;

/** Is told how far a download has come. */
@FunctionalInterface
public interface HubProgress {

  /** Tells nobody. */
  HubProgress NONE = (file, done, total) -> {};

  /**
   * Called at the start of a file and for every piece that was written, by the thread that asked
   * for the model. A download that is resumed starts above 0; one that has to start afresh goes
   * back to 0.
   *
   * @param file its name in the model's repository
   * @param done how many bytes are on the disk
   * @param total how many it will be, or -1 if the hub did not say
   */
  void at(String file, long done, long total);
}
