/**
 * Many runs in one folder: {@link dev.classifine.experiment.RunQueue} does those that are not done
 * yet, each by a {@link dev.classifine.experiment.Launcher} in a folder of its own; {@link
 * dev.classifine.experiment.ExperimentFolder} keeps what became of them, so that an experiment that
 * was cut goes on without repeating what is done. {@link dev.classifine.experiment.Sweep} plans the
 * combinations of options in a {@link dev.classifine.experiment.SearchSpace}.
 */
package dev.classifine.experiment;
