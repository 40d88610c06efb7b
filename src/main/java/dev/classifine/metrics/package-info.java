/**
 * Numbers that say how good predictions are, in plain Java: a {@link
 * dev.classifine.metrics.MetricsAccumulator} takes logits row by row in constant memory and gives
 * an {@link dev.classifine.metrics.Evaluation}; a {@link dev.classifine.metrics.LossMeter} gives
 * the plain and the smoothed loss.
 *
 * <p>Definitions are scikit-learn's with {@code zero_division=0}. Regression keeps its values,
 * since Spearman's correlation needs their ranks.
 */
package dev.classifine.metrics;
