/**
 * Models as users name them: a folder in Hugging Face's layout, or a pretrained model that Maven's
 * repositories have. {@link dev.classifine.checkpoint.Checkpoints} opens what {@code --model} names
 * as a {@link dev.classifine.checkpoint.Checkpoint}: a configuration, the tokenizer's files, and
 * the weights.
 */
package dev.classifine.checkpoint;
