/**
 * How gradients become updates: {@link dev.classifine.optim.AdamW} (one native call a step,
 * gradient norm and clipping included), {@link dev.classifine.optim.ParameterGroups} (which
 * parameters decay) and {@link dev.classifine.optim.OptimizerOptions}, which holds the numbers.
 *
 * <p>{@link dev.classifine.optim.LearningRates} are what the training loop asks for the rate of a
 * step: a {@link dev.classifine.optim.Schedule}, a pure function of the step, or {@link
 * dev.classifine.optim.ReduceOnPlateau}, which goes by evaluations. {@link
 * dev.classifine.optim.ScheduleOptions} makes either.
 *
 * <p>{@link dev.classifine.optim.LayerPlan} tells which layers train in which epoch and at what
 * share of the rate, as {@link dev.classifine.optim.LayerOptions} ask; {@link
 * dev.classifine.optim.LayerFreezer} makes it so.
 *
 * <p>DJL's own optimizers are not used: their epsilon is not bias-corrected, their clipping cuts
 * only positive gradients, and they cannot leave norms and biases out of the weight decay.
 */
package dev.classifine.optim;
