/**
 * Files that appear whole or not at all ({@link dev.classifine.io.WholeFile}), strict JSON ({@link
 * dev.classifine.io.Json}), files that people write settings into, in JSON or YAML ({@link
 * dev.classifine.io.Settings}), and the folder of what is kept between starts ({@link
 * dev.classifine.io.CacheFolder}). Nothing here knows about models or texts.
 */
package dev.classifine.io;
