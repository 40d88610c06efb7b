/**
 * Trained classifiers in other forms: {@link dev.classifine.export.TorchScriptExport} writes a
 * TorchScript archive that libtorch runs without this library, {@link
 * dev.classifine.export.OnnxExport} an ONNX model that ONNX Runtime runs.
 *
 * <p>Not supported: other types than float32 in the file.
 */
package dev.classifine.export;
