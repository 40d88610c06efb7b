"""How much of the matrix products' peak a training step reaches: operations really executed, by the step's time, by the peak.

The peak is that of our own libtorch (MatrixPeak.java): the fastest repeat of the fastest of the model's own shapes, with the same
threads and variables, in the same round. The step's time is the mean of many, so a best is held against a mean, which is the stricter of
the two ways. They are whole steps, with dropout, norms, loss and optimizer in them: the wall time of 3 epochs less that of 1, over texts
that all have the same number of tokens.
"""
import argparse
import json
import random
import string

from measure import HOME, in_turn, java, launcher_variables, run, single
from sides import Sides, base_checkpoint
from training import has_bf16

LENGTHS = (64, 128)
GOALS = {"float32": 0.8, "bf16": 0.55}
STEPS, QUICK_STEPS = 12, 3
SECONDS, QUICK_SECONDS = 1, 0.2
LABELS = ("no", "yes")


def operations(config, rows, tokens, labels):
    """What a step of BERT executes in matrix products, a multiplication and its addition counted as two.

    H hidden, F inner size, L layers, n = rows * tokens. A layer, forward:
      query, key, value and output   4 products [n, H] x [H, H]     8 n H H
      feed-forward                   [n, H] x [H, F] and back       4 n H F
      scores, and weights by values  [T, H] x [H, T] for each row   4 n T H
    The last layer computes the one row of each text that the head reads: query and output, the feed-forward, and with N heads
      query by key's weights, and the sums by value's   2 products of [1, H] x [H, H] a text   4 rows H H
      these by all rows, and weights by all rows        2 products of [N, H] x [H, T] a text   4 n N H
    The head is a dense layer and the output. Backward, each product has two of the same size: one for each factor's gradient. That holds for the
    first layer as well, whose input's gradient goes on to the embeddings. Nothing is computed twice: attention with dropout is not
    fused on a processor.
    """
    h, f, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    n = rows * tokens
    layer = 8 * n * h * h + 4 * n * h * f + 4 * n * tokens * h
    last = 8 * rows * h * h + 4 * rows * h * f + 4 * n * config["num_attention_heads"] * h
    head = 2 * rows * h * h + 2 * rows * h * labels
    return 3 * ((layers - 1) * layer + last + head)


def shapes(config, rows, tokens):
    """The linear layers' products, forward: [n, in] x [out, in]^T. Backward ones are these with sides changed."""
    h, f, n = config["hidden_size"], config["intermediate_size"], rows * tokens
    return [f"{n}x{h}x{h}", f"{n}x{h}x{f}", f"{n}x{f}x{h}", f"{h}x{n}x{f}"]


def speeds(options, precision, wanted):
    """Billion operations a second of each shape."""
    path = f"{HOME / 'target/classes'}:{HOME / 'target/lib'}/*"
    seconds = QUICK_SECONDS if options.quick else SECONDS
    taken = run([java(), "-cp", path, HOME / "bench" / "MatrixPeak.java", options.threads, precision, seconds, *wanted], launcher_variables())
    return {shape: float(speed) for shape, speed in (line.split() for line in taken.out.splitlines() if line)}


def write_texts(file, base, rows, tokens):
    """Texts of exactly so many tokens: words of the vocabulary, each a token, between the two that stand around them."""
    vocabulary = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    words = sorted(word for word in vocabulary if len(word) > 2 and set(word) <= set(string.ascii_lowercase))
    random_numbers = random.Random(tokens)
    with file.open("w") as out:
        for i in range(rows):
            text = " ".join(random_numbers.choices(words, k=tokens - 2))
            out.write(json.dumps(dict(text=text, labels=[LABELS[i % 2]])) + "\n")
    return file


def shares(bench):
    options = bench.options
    if options.device != "cpu":
        bench.notes.add(f"peak is that of the processor's products, and --device is {options.device}: left out")
        return []
    steps = QUICK_STEPS if options.quick else STEPS
    folder = bench.folder("peak")
    few = folder / "few.jsonl"
    few.write_text("".join(json.dumps(dict(text=label, labels=[label])) + "\n" for label in LABELS))
    base = base_checkpoint(options.model, few, folder)
    config = json.loads((base / "config.json").read_text())
    if config["model_type"] != "bert":
        bench.notes.add(f"peak counts the operations of bert, and {options.model} is {config['model_type']}: left out")
        return []
    goals = {precision: goal for precision, goal in GOALS.items() if precision == "float32" or has_bf16(bench)}
    rows = []
    for length in LENGTHS:
        train = write_texts(folder / "train.jsonl", base, steps * options.batch_size, length)
        sides = Sides(base, train, folder, argparse.Namespace(**{**vars(options), "max_length": length}), bench.notes)
        executed = operations(config, options.batch_size, length, len(LABELS))
        calls = {}
        for precision in goals:
            more = [] if precision == "float32" else ["--" + precision]
            calls[f"peak {precision}"] = lambda p=precision: speeds(options, p, shapes(config, options.batch_size, length))
            calls[f"step {precision}"] = lambda m=more: options.batch_size / sides.rate(sides.ours, *m)[0]
        taken = in_turn(options.runs, calls)
        for precision, goal in goals.items():
            peaks = [max(found.values()) * 1e9 for found in taken[f"peak {precision}"]]
            times = taken[f"step {precision}"]
            case = f"{precision}, {options.batch_size} texts of {length} tokens"
            rows.append(single("peak", case + ": products alone", [p / 1e9 for p in peaks], "GFLOP/s"))
            rows.append(single("peak", case + ": a step", [t * 1e3 for t in times], "ms"))
            share = [executed / t / p for t, p in zip(times, peaks)]
            rows.append(single("peak", case + ": share of the peak", share, "", at_least=goal))
            bench.extra.setdefault("peak", {})[case] = dict(operations=executed, speeds=taken[f"peak {precision}"], seconds=times)
    return rows
