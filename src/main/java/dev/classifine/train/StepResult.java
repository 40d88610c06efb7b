package dev.classifine.train;

/**
 * What an optimizer step gave.
 *
 * @param loss the mean loss of the effective batch, smoothing included, before the update
 * @param gradientNorm the gradient's global L2 norm before clipping
 */
record StepResult(double loss, double gradientNorm) {}
