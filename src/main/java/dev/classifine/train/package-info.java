/**
 * The training loop: {@link dev.classifine.train.Trainer} takes a DJL model, a {@link
 * dev.classifine.train.TrainingSet} and {@link dev.classifine.train.TrainingOptions} and gives a
 * {@link dev.classifine.train.TrainingOutcome}. It does not care what the block reads: texts come
 * as {@link dev.classifine.train.TextSet}, numbers as {@link dev.classifine.train.NumericSet}.
 *
 * <p>{@link dev.classifine.train.Trainer} is what a user makes; a fit is one {@code Training},
 * which wires a {@code TrainingLoop} (when), a {@code TrainingStep} ({@code Passes}: the
 * micro-batches of an effective batch forward and backward under DJL's gradient collector, on one
 * or several {@code Replicas}; then one update by {@link dev.classifine.optim.AdamW}), {@code
 * Evaluations} and {@code Saving}. {@code RunState} is what a training remembers between steps;
 * {@code Snapshots} puts it, the optimizer and the weights into a checkpoint.
 *
 * <p>Seeded runs repeat bit for bit on the same processor and thread count, also where they were
 * cut and gone on with. Trainings in one process take turns a step at a time, since DJL's collector
 * is one a process.
 *
 * <p>Not here: several processes or machines; a model that is split over devices.
 */
package dev.classifine.train;
