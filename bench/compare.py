#!/usr/bin/env python3
"""Training speed and memory against transformers.Trainer: the same checkpoint, data, batch and precision, in turn.

usage: compare.py --train TRAIN.jsonl --peer-python PYTHON [--rows 1280] [--runs 5] [--epochs 1] [--batch-size 32]
                  [--max-length 128] [--threads 2] [--plain-batches] [--json FILE]

TRAIN.jsonl has `text` and `labels` (a list of one) in each line; PYTHON is an interpreter with torch, transformers and
accelerate. Both sides start from the same folder, which `classifine train` makes of the embedded minilm at learning rate 0.
Samples a second are what each side reports for its training loop, without evaluation; memory is the operating system's
peak resident size of the whole process. The table gives medians (and the least and the most), ratios pair by pair.
Needs nothing but the standard library on its own side.
"""
import argparse
import json
import platform
import statistics
import sys
import tempfile
from pathlib import Path

from measure import HOME, run


def ours(base, train, output, options):
    taken = run(
        [HOME / "classifine", "train", "--model", base, "--train", train, "--output", output, "--overwrite", "--device", "cpu",
         "--epochs", options.epochs, "--batch-size", options.batch_size, "--max-length", options.max_length,
         "--learning-rate", "1e-4", "--threads", options.threads, *(["--no-group-by-length"] if options.plain_batches else [])])
    results = json.loads((output / "all_results.json").read_text())
    return results["train_samples_per_second"], taken.peak, results["train_loss"]


def peer(base, train, options):
    taken = run(
        [options.peer_python, HOME / "bench" / "peer.py", base, train, options.epochs, options.batch_size, "1e-4",
         options.max_length, options.threads])
    result = json.loads(next(line for line in taken.out.splitlines() if line.startswith("RESULT "))[7:])
    return result["train_samples_per_second"], taken.peak, result["train_loss"]


def row(name, values, digits=1):
    return f"{name:<34}{statistics.median(values):>10.{digits}f}   ({min(values):.{digits}f} to {max(values):.{digits}f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--peer-python", required=True)
    for name, default in (("rows", 1280), ("runs", 5), ("epochs", 1), ("batch-size", 32), ("max-length", 128), ("threads", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--plain-batches", action="store_true", help="ours without length buckets, as the peer's batches")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    for name, value in vars(options).items():
        if type(value) is int and name not in ("rows", "runs"):
            setattr(options, name, str(value))
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        lines = options.train.read_text(encoding="utf-8").splitlines(keepends=True)[: options.rows]
        train = folder / "train.jsonl"
        train.write_text("".join(lines), encoding="utf-8")
        base = folder / "base"
        run([HOME / "classifine", "train", "--model", "minilm", "--train", train, "--output", base, "--max-steps", "1",
             "--learning-rate", "0", "--batch-size", "2", "--device", "cpu"])
        a, b = [], []
        for i in range(options.runs):
            a.append(ours(base, train, folder / "ours", options))
            b.append(peer(base, train, options))
            print(f"run {i + 1}: ours {a[-1][0]:.1f} samples/s, {a[-1][1]:.0f} MiB; peer {b[-1][0]:.1f} samples/s, {b[-1][1]:.0f} MiB",
                  file=sys.stderr, flush=True)
    print(f"{platform.machine()}, {options.threads} threads, {len(lines)} rows of {options.train.parent.name}, batch {options.batch_size},"
          f" max length {options.max_length}, {options.epochs} epoch(s), float32{', plain batches' if options.plain_batches else ''}; medians of {options.runs}, in turn")
    print(row("classifine, samples/s", [x[0] for x in a]))
    print(row("transformers.Trainer, samples/s", [x[0] for x in b]))
    print(row("ratio, pair by pair", [x[0] / y[0] for x, y in zip(a, b)], 2))
    print(row("classifine, peak MiB", [x[1] for x in a], 0))
    print(row("transformers.Trainer, peak MiB", [x[1] for x in b], 0))
    print(row("ratio, pair by pair", [x[1] / y[1] for x, y in zip(a, b)], 2))
    if options.json:
        keys = ("samples_per_second", "peak_mib", "train_loss")
        options.json.write_text(json.dumps({"ours": [dict(zip(keys, x)) for x in a], "peer": [dict(zip(keys, x)) for x in b]}, indent=2))


if __name__ == "__main__":
    main()
