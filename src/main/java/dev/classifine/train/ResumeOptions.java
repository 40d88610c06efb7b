package dev.classifine.train;

/**
 * Whether a training goes on from the newest good checkpoint of its folder.
 *
 * @param resume whether it does, where there is one; default not
 * @param otherThreads whether it may though the number of threads is another one; default not
 */
public record ResumeOptions(boolean resume, boolean otherThreads) {

  /** Begins anew: checkpoints that the folder holds are deleted before the first step. */
  public static final ResumeOptions NO = new ResumeOptions(false, false);

  /** Goes on where it can. */
  public static final ResumeOptions YES = new ResumeOptions(true, false);
}
