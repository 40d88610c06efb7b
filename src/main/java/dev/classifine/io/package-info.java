/**
 * Files that appear whole or not at all ({@link dev.classifine.io.WholeFile}) and strict JSON
 * ({@link dev.classifine.io.Json}). Nothing here knows about models or texts.
 */
package dev.classifine.io;
