/**
 * What is to be learnt: the {@link dev.classifine.problem.ProblemType}, its {@link
 * dev.classifine.problem.LabelSet} and {@link dev.classifine.problem.Targets}, and the loss: {@link
 * dev.classifine.problem.LossOptions} as asked for, {@link dev.classifine.problem.LabelSmoothing}
 * with the guard that turns it off where it makes no sense, the DJL loss that a problem gets, and
 * the {@link dev.classifine.problem.Objective} that a training sums up in micro-batches. Nothing
 * here reads files or knows about texts.
 */
package dev.classifine.problem;
