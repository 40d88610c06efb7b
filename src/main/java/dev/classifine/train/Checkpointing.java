package dev.classifine.train;

import dev.classifine.resume.CheckpointStore;
import java.util.Map;

/**
 * Where a training keeps checkpoints, and whether it goes on from one.
 *
 * @param store the folder, held by this run
 * @param writer writes the model into a checkpoint
 * @param run what the run is made of, by name, beside the training's own options: a continuation is
 *     compared with it
 * @param resume whether it goes on from the newest good checkpoint; else what the store holds of
 *     another run is deleted before the first step
 */
public record Checkpointing(
    CheckpointStore store, ModelWriter writer, Map<String, Object> run, ResumeOptions resume) {

  /**
   * Checkpoints of any block, which hold its parameters and nothing else of the model. A
   * continuation is compared by the training's own options alone.
   *
   * @param store the folder, held by this run
   * @param resume whether it goes on from the newest good checkpoint, or deletes what there is
   */
  public static Checkpointing of(CheckpointStore store, ResumeOptions resume) {
    return new Checkpointing(store, folder -> {}, Map.of(), resume);
  }
}
