package dev.classifine.tracking.mlflow;

/** A run by the names that MLflow gave it and its experiment. */
record RunId(String experiment, String run) {}
