package dev.classifine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener.BatchData;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells DJL's training listeners what the loop does, in DJL's own terms. */
final class DjlNotifier {

  private final ai.djl.training.Trainer djl;
  private long progress;
  private long total;

  DjlNotifier(ai.djl.training.Trainer djl) {
    this.djl = djl;
  }

  /**
   * A pass over the data begins.
   *
   * @param batches how many batches it has
   */
  void begin(long batches) {
    progress = 0;
    total = batches;
  }

  /**
   * The batch that was just run, with its true labels and predictions.
   *
   * @param labels as {@link dev.classifine.problem.LabelArrays} makes them: single labels that are
   *     not known are 0
   */
  BatchData batch(NDManager manager, NDList data, NDList labels, NDList predictions, int size) {
    Batch batch = new Batch(manager, data, labels, size, null, null, progress, total);
    progress++;
    var device = manager.getDevice();
    return new BatchData(
        batch,
        new ConcurrentHashMap<>(Map.of(device, labels)),
        new ConcurrentHashMap<>(Map.of(device, predictions)));
  }

  void trained(BatchData batch) {
    djl.notifyListeners(listener -> listener.onTrainingBatch(djl, batch));
  }

  void validated(BatchData batch) {
    djl.notifyListeners(listener -> listener.onValidationBatch(djl, batch));
  }

  void epoch() {
    djl.notifyListeners(listener -> listener.onEpoch(djl));
  }
}
