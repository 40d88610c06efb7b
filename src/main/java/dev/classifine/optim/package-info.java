/**
 * How gradients become updates: {@link dev.classifine.optim.AdamW} (one native call a step,
 * gradient norm and clipping included), {@link dev.classifine.optim.ParameterGroups} (which
 * parameters decay) and {@link dev.classifine.optim.Schedule} (the learning rate as a pure function
 * of the step). {@link dev.classifine.optim.OptimizerOptions} holds the numbers.
 *
 * <p>DJL's own optimizers are not used: their epsilon is not bias-corrected, their clipping cuts
 * only positive gradients, and they cannot leave norms and biases out of the weight decay.
 */
package dev.classifine.optim;
