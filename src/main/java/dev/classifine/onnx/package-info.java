/**
 * Classifiers as ONNX models. {@link dev.classifine.onnx.OnnxClassifier} writes one; {@link
 * dev.classifine.onnx.Graph} and {@link dev.classifine.onnx.Value} put a graph together, {@link
 * dev.classifine.onnx.OnnxFile} writes it as protobuf. There is a class for each source of {@code
 * dev.classifine.model}'s programs that computes something, and it reads the same constants.
 *
 * <p>Weights have Hugging Face's names; those of linear layers are stored turned, [in, out], as
 * runtimes multiply them, under the name with {@code .T} after it. Not supported: other types than
 * float32.
 */
package dev.classifine.onnx;
