/**
 * What a run leaves to go on from: {@link dev.classifine.resume.CheckpointStore} keeps the folders
 * {@code checkpoint-STEP} of an output folder, each written whole or not at all and sealed by
 * {@link dev.classifine.resume.Checksums}; {@link dev.classifine.resume.FolderLock} keeps a second
 * run out of the same folder; {@link dev.classifine.resume.ResumeRules} says which options may
 * differ between a run and its continuation.
 *
 * <p>What is in a checkpoint is not known here: the training writes it.
 */
package dev.classifine.resume;
