package dev.classifine.tuning;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;

/**
 * What a tuning came to.
 *
 * @param decision the tuned decision
 * @param labels the labels, in the order of its thresholds
 * @param report how good it is, against the one before
 */
public record Tuned(Decision decision, LabelSet labels, TuningReport report) {}
