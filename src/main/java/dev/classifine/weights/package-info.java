/**
 * Tensors as files. {@link dev.classifine.weights.Safetensors} reads and writes {@code
 * .safetensors} files and sharded folders of them; {@link dev.classifine.weights.PickledWeights}
 * reads {@code pytorch_model.bin} and runs nothing of it; {@link
 * dev.classifine.weights.OnnxWeights} reads the weights of a BERT encoder that was exported to
 * ONNX. {@link dev.classifine.weights.WeightFiles} finds the weights of a folder. This package
 * deals in bytes, names and shapes and knows no engine.
 *
 * <p>Every reader is a {@link dev.classifine.weights.TensorSource}: it checks the whole layout when
 * it is opened and then hands out one tensor at a time, as float32. Only float32 is written, and
 * only {@code .safetensors}. A tensor of 2 GiB or more as float32 is not read, because it does not
 * fit in one buffer. All buffers are little-endian, which is the native order of every platform
 * that libtorch is built for.
 */
package dev.classifine.weights;
