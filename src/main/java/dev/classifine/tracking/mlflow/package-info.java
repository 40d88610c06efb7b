/**
 * Runs of MLflow: {@link dev.classifine.tracking.mlflow.Mlflow} makes the tracker, for a tracking
 * server's REST API or a folder in MLflow's layout. What is to be told waits in a bounded queue for
 * a thread of its own, so that a server that fails or hangs keeps no training waiting.
 */
package dev.classifine.tracking.mlflow;
