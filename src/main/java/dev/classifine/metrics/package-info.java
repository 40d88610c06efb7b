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
 * <p>Definitions are scikit-learn's with {@code zero_division=0}. Spearman's correlation, which
 * needs ranks, is that of a random sample where there are very many rows; a {@link
 * dev.classifine.metrics.LogitMatrix} keeps logits for what needs them all.
 */
package dev.classifine.metrics;
