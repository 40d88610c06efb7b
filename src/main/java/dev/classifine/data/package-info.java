/**
 * Labelled texts out of files: {@link dev.classifine.data.Examples} reads a whole file, {@link
 * dev.classifine.data.ExampleSource} one row after the other, {@link
 * dev.classifine.data.LabelledRows} is what stays of rows whose texts are not kept, {@link
 * dev.classifine.data.LabelResolver} decides from the training rows what kind of problem they pose
 * and which labels it has, {@link dev.classifine.data.Split} holds rows out. A label that is not
 * known is written as the integer -100, for a row or in an object for one of its labels; what a row
 * weighs in the training loss comes from a column that is named.
 *
 * <p>{@link dev.classifine.data.DataLocation} names where rows are. CSV, TSV, JSON Lines, a JSON
 * array of objects and plain lines are read, each also compressed with gzip or zstd, always as
 * strict UTF-8; Parquet and queries by way of JDBC, where DuckDB is or another driver. Other
 * encodings, CSV without a header row, and labels as one column for each class are not. One row may
 * hold 16,777,216 characters.
 */
package dev.classifine.data;
