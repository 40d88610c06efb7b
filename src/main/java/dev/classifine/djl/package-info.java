/**
 * A trained classifier as a model of DJL's: its {@code Criteria}, {@code ZooModel}, {@code
 * Predictor} and DJL Serving use it as any other. Start at {@link
 * dev.classifine.djl.ClassifierTranslatorFactory}, and for a checkpoint that was not exported at
 * {@link dev.classifine.djl.CheckpointBlockFactory}.
 *
 * <p>Not here: training by DJL's own trainer; see {@link dev.classifine.train.Trainer}.
 */
package dev.classifine.djl;
