package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import dev.classifine.script.DeviceArrays;

/** One of DJL's losses, the mean over the rows that are not ignored. */
record DjlObjective(Loss loss) implements Objective {

  @Override
  public double weight(Targets batch) {
    int known = 0;
    for (int row = 0; row < batch.size(); row++) {
      known += batch.isIgnored(row) ? 0 : 1;
    }
    return known;
  }

  /** DJL's loss is a mean over the micro-batch, whose n of N rows weigh n/N. */
  @Override
  public Share prepare(NDArray labels, Targets rows, double weight) {
    NDArray part = DeviceArrays.scalar(labels.getManager(), (float) (rows.size() / weight));
    return logits -> loss.evaluate(new NDList(labels), new NDList(logits)).mul(part);
  }
}
