/**
 * What is to be learnt: the {@link dev.classifine.problem.ProblemType}, its {@link
 * dev.classifine.problem.LabelSet} and {@link dev.classifine.problem.Targets}, {@link
 * dev.classifine.problem.LabelSmoothing} with the guard that turns it off where it makes no sense,
 * and the DJL loss that a problem gets. Nothing here reads files or knows about texts.
 */
package dev.classifine.problem;
