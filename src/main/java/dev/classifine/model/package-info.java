/**
 * A configuration becomes a program and parameters. {@link dev.classifine.model.TextModel} is a
 * loaded classifier; {@link dev.classifine.model.Architectures} finds the {@link
 * dev.classifine.model.Architecture} of a {@code config.json}, one small class each beside one
 * TorchScript source.
 *
 * <p>Supported: {@code bert}. A configuration value that would change numbers and is not supported
 * is an error that names it.
 */
package dev.classifine.model;
