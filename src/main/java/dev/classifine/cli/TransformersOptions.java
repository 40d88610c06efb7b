package dev.classifine.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Options of transformers' scripts that have no counterpart of the same name, and what to do. */
final class TransformersOptions {

  private static final String LEAVE_OUT = "There is nothing like it here: leave it out.";

  private static final Map<String, String> ADVICE = advices();

  private TransformersOptions() {}

  /** What to type in place of the option, or null where it is none of transformers'. */
  static String advice(String name) {
    return ADVICE.get(name);
  }

  /** The options that there is advice for. */
  static Set<String> names() {
    return ADVICE.keySet();
  }

  private static Map<String, String> advices() {
    Map<String, String> advice = new HashMap<>();
    put(advice, "Training is what train does: leave it out.", "--do-train");
    put(
        advice,
        "It evaluates where --eval or --eval-fraction is given: leave it out.",
        "--do-eval");
    put(
        advice,
        "`classifine predict` and `classifine evaluate` take a trained model and a file.",
        "--do-predict",
        "--test-file");
    put(advice, "The optimizer is AdamW: leave it out.", "--optim");
    put(advice, "Give --device cpu.", "--no-cuda", "--use-cpu");
    put(
        advice,
        "For less memory give a smaller --batch-size and more --gradient-accumulation-steps, or"
            + " --auto-batch-size.",
        "--gradient-checkpointing");
    put(advice, "--precision holds for evaluations too.", "--fp16-full-eval", "--bf16-full-eval");
    put(
        advice,
        "Each parameter of a schedule is an option of its own, as --num-cycles, --power, --min-lr"
            + " and --decay-steps.",
        "--lr-scheduler-kwargs");
    put(advice, "Give --group-by-length or --no-group-by-length.", "--train-sampling-strategy");
    put(advice, "A batch is padded to its longest row: leave it out.", "--pad-to-max-length");
    put(advice, "--seed fixes the order of the rows too.", "--data-seed");
    put(
        advice,
        "Runs with the same --seed and --threads are the same: leave it out.",
        "--full-determinism");
    put(
        advice,
        "A line that is written over is shown on terminals only: leave it out.",
        "--disable-tqdm");
    put(advice, "Weights are written as safetensors: leave it out.", "--save-safetensors");
    put(
        advice,
        "A checkpoint is what a run goes on from and is written whole; --save-strategy no writes"
            + " none.",
        "--save-only-model");
    put(advice, "Give a shorter file.", "--max-train-samples", "--max-eval-samples");
    put(
        advice,
        LEAVE_OUT,
        "--push-to-hub",
        "--dataloader-num-workers",
        "--dataloader-drop-last",
        "--dataloader-pin-memory",
        "--remove-unused-columns",
        "--ddp-find-unused-parameters",
        "--eval-accumulation-steps",
        "--eval-delay",
        "--eval-on-start",
        "--logging-first-step",
        "--logging-nan-inf-filter",
        "--neftune-noise-alpha",
        "--torch-compile",
        "--use-fast-tokenizer",
        "--trust-remote-code");
    return Map.copyOf(advice);
  }

  private static void put(Map<String, String> advice, String text, String... names) {
    for (String name : names) {
      advice.put(name, text);
    }
  }
}
