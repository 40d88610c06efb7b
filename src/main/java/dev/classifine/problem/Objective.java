package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import dev.classifine.error.ClassifineException;

/*
 * Nothing here may multiply, divide or raise an array by a Java number while a backward pass is
 * recorded: DJL makes an array of the number in Java's memory, which libtorch keeps for the backward
 * pass, and closes it at once, so that a garbage collection in between scales the gradient by
 * whatever stands there then. Numbers are arrays of the labels' manager, which lives long enough.
 */

/**
 * The training loss of an effective batch, taken in micro-batches: each gives its share, and the
 * shares add up to the loss of the whole batch whatever the cut, since all are divided by the whole
 * batch's weight D. With r_i for the weight of row i, 0 where it is ignored:
 *
 * <ul>
 *   <li>Single-label, class weights w, smoothed targets s ({@link LabelSmoothing}): {@code sum_i
 *       r_i · sum_k w_k · s_ik · -log p_ik / D} with {@code D = sum_i r_i · w_{y_i}}. For r = 1
 *       this is PyTorch's {@code CrossEntropyLoss(weight, label_smoothing, ignore_index=-100)}.
 *   <li>Single-label with focal gamma g: {@code sum_i r_i · w_{y_i} · (1 - p_{i,y_i})^g · -log
 *       p_{i,y_i} / D} with the same D, so that g → 0 is the cross-entropy; w is the paper's alpha.
 *   <li>Multi-label, weights c of positives, m_ik 0 where label k of row i is ignored and else 1:
 *       {@code sum_i r_i · sum_k m_ik · (y_ik · c_k · -log p_ik + (1 - y_ik) · -log(1 - p_ik)) / D}
 *       with {@code D = sum_i r_i · sum_k m_ik}. For r = 1 this is the mean of PyTorch's {@code
 *       BCEWithLogitsLoss(pos_weight)} over all that is not ignored.
 *   <li>Multi-label with focal gamma g: each logarithm times {@code (1 - p)^g} of the probability p
 *       that it is of; with alpha, positives times alpha and negatives times 1 - alpha. For r = 1
 *       and c = 1 this is {@code torchvision.ops.sigmoid_focal_loss(reduction="mean")}.
 *   <li>Regression over K numbers: {@code sum_i r_i · sum_k (z_ik - v_ik)² / D} with {@code D = K ·
 *       sum_i r_i}.
 * </ul>
 *
 * <p>Focal loss is that of Lin et al. 2017. Without class weights, pos weights, focal loss, row
 * weights and single ignored labels, the loss is DJL's own ({@link Losses}). Weights are taken in
 * double precision, the loss in that of the logits; large logits give large losses, never NaN.
 */
public interface Objective {

  /** The share of a micro-batch, once its logits are there. */
  @FunctionalInterface
  interface Share {
    /**
     * The share of the effective batch's loss, a scalar with its graph. Nothing is read from the
     * device.
     *
     * @param logits {@code [B, K]}
     */
    NDArray of(NDArray logits);
  }

  /**
   * What the rows of an effective batch weigh together: the D of its shares. It may be 0, where all
   * rows are ignored or weigh nothing: such a batch has no loss.
   */
  double weight(Targets batch);

  /**
   * Puts on the device what the loss of a micro-batch reads. Call it before the forward pass: it
   * need not wait for that then.
   *
   * @param labels of the rows, as {@link LabelArrays} makes them; other arrays join their manager
   * @param rows the micro-batch; none may be ignored
   * @param weight D, of the effective batch, above 0
   */
  Share prepare(NDArray labels, Targets rows, double weight);

  /**
   * The objective of a training.
   *
   * @param labels the labels, in the order of the logits
   * @param options with the smoothing in effect
   * @param training all rows to learn from: they decide what is balanced
   * @throws dev.classifine.error.UsageException if an option does not fit the problem
   * @throws ClassifineException if the rows weigh nothing, or cannot be balanced
   */
  static Objective of(LabelSet labels, LossOptions options, Targets training) {
    ProblemType type = training.problemType();
    options.check(type, labels);
    Objective objective =
        options.arePlain() && training.weights() == null && !hasIgnoredLabels(training)
            ? new DjlObjective(Losses.of(type, options.labelSmoothing(), labels.size()))
            : weighted(labels, options, training);
    double weight = objective.weight(training);
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new ClassifineException(
          "The "
              + training.size()
              + " training rows weigh "
              + weight
              + " together: their labels are ignored (-100), or the weights of the rows and classes"
              + " make nothing of them. The sum must be finite and above 0.");
    }
    return objective;
  }

  private static Objective weighted(LabelSet labels, LossOptions options, Targets training) {
    if (training instanceof Targets.Classes classes) {
      return new SingleLabelObjective(
          LabelVector.classWeights(options.classWeights(), labels, classes),
          options.labelSmoothing(),
          options.focal().gamma());
    }
    if (training instanceof Targets.LabelLists lists) {
      return new MultiLabelObjective(
          LabelVector.posWeight(options.posWeight(), labels, lists), options.focal());
    }
    return new RegressionObjective(labels.size());
  }

  private static boolean hasIgnoredLabels(Targets training) {
    return training instanceof Targets.LabelLists lists && lists.ignored() != null;
  }
}
