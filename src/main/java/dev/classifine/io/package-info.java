/**
 * Files that appear whole or not at all ({@link dev.classifine.io.WholeFile}), strict JSON ({@link
 * dev.classifine.io.Json}), and files that people write settings into, in JSON or YAML ({@link
 * dev.classifine.io.Settings}). Nothing here knows about models or texts.
 */
package dev.classifine.io;
