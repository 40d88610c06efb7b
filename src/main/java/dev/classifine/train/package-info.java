/**
 * The training loop: {@link dev.classifine.train.Trainer} takes a DJL model, a {@link
 * dev.classifine.train.TrainingSet} and {@link dev.classifine.train.TrainingOptions} and gives a
 * {@link dev.classifine.train.TrainingOutcome}. It does not care what the block reads: texts come
 * as {@link dev.classifine.train.TextSet}, numbers as {@link dev.classifine.train.NumericSet}.
 *
 * <p>A step is: draw the effective batch, run its micro-batches forward and backward under DJL's
 * gradient collector with DJL's loss, update by {@link dev.classifine.optim.AdamW}. Seeded runs
 * repeat bit for bit on the same processor and thread count. Trainings in one process take turns a
 * step at a time, since DJL's collector is one a process.
 *
 * <p>Not here: several devices, resuming.
 */
package dev.classifine.train;
