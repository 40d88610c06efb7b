/**
 * A {@link dev.classifine.problem.Decision} from held-out logits, in plain Java: {@link
 * dev.classifine.tuning.Tuning} fits the temperature, then the thresholds on the calibrated
 * probabilities, and tells the numbers before and after.
 *
 * <p>Limits: rows that the model was trained on give a decision that is too sure of itself; nothing
 * here can tell that. Temperatures stay in [0.05, 20].
 */
package dev.classifine.tuning;
