package dev.classifine.model;

import java.util.List;

/**
 * What became of a checkpoint's tensors.
 *
 * @param fresh parameters that the checkpoint lacks (or has for other labels) and that start anew
 * @param unused tensors of the checkpoint that a classifier has no use for
 */
public record LoadReport(List<String> fresh, List<String> unused) {}
