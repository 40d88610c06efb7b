/**
 * Event files for TensorBoard: {@link dev.classifine.tracking.tensorboard.TensorBoard} makes the
 * tracker. Records are framed as TFRecords and filled with the messages of TensorFlow's {@code
 * event.proto} and {@code summary.proto}, of which only what is written here is known.
 */
package dev.classifine.tracking.tensorboard;
