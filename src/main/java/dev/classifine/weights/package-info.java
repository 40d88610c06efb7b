/**
 * Tensors as files, and where checkpoints come from. {@link dev.classifine.weights.Checkpoints}
 * opens what {@code --model} names; a {@link dev.classifine.weights.TensorSource} lists tensors and
 * reads them one at a time; {@link dev.classifine.weights.Safetensors} and {@link
 * dev.classifine.weights.OnnxWeights} are its formats.
 *
 * <p>This package deals in bytes, names and shapes and knows no engine. Every reader checks sizes
 * before it allocates: bytes from elsewhere give an error message or the right tensor. Not read:
 * {@code pytorch_model.bin}, tensors above 2 GiB.
 */
package dev.classifine.weights;
