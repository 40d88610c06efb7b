/**
 * Fine-tune text classifiers from Java. {@link dev.classifine.FineTuning} takes a checkpoint and a
 * file of labelled texts and leaves a checkpoint that Hugging Face's transformers loads; {@link
 * dev.classifine.TextClassifier} classifies texts with it. The packages below hold the parts, of
 * which {@link dev.classifine.train.Trainer} trains any DJL block.
 *
 * <p>Limits: the devices of one machine; BERT encoders; Linux, macOS and Windows as far as DJL's
 * natives go.
 */
package dev.classifine;
