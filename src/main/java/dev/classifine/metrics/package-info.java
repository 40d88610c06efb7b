/**
 * Numbers that say how good predictions are, in plain Java: a {@link
 * dev.classifine.metrics.MetricsAccumulator} takes logits row by row in constant memory and gives
 * an {@link dev.classifine.metrics.Evaluation}; a {@link dev.classifine.metrics.LossMeter} gives
 * the plain and the smoothed loss. Labels come from logits by a {@link
 * dev.classifine.problem.Decision}. A {@link dev.classifine.metrics.Metric} of one's own stands
 * beside the built-in ones; {@link dev.classifine.metrics.ExpectedCalibrationError} and {@link
 * dev.classifine.metrics.BrierScore} are two. {@link dev.classifine.metrics.Diagnostics} keeps what
 * a report shows beside the metrics.
 *
 * <p>Definitions are scikit-learn's with {@code zero_division=0}. So the macro averages of a
 * single-label problem are over the labels that occur in the truth or in the predictions, and those
 * of a multi-label problem over all labels, one that occurs nowhere with 0; but a label whose truth
 * is known in no row is left out. Spearman's correlation, which needs ranks, is that of a random
 * sample where there are very many rows; a {@link dev.classifine.metrics.LogitMatrix} keeps logits
 * for what needs them all.
 */
package dev.classifine.metrics;
