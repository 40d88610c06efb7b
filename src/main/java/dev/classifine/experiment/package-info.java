/**
 * Lists of runs in one folder, planned from one description: which combinations of options a sweep
 * tries ({@link dev.classifine.experiment.SweepOptions}). Nothing here trains by itself or prints.
 */
package dev.classifine.experiment;
