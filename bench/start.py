#!/usr/bin/env python3
"""Seconds from the command to the end of its first training step, against transformers.Trainer.

usage: start.py --data FOLDER [--peer-python PYTHON] [--rows 640] [--runs 5] [--batch-size 32] [--max-length 128] [--threads 2]
                [--quick] [--json FILE]

Both train minilm on the first rows of FOLDER/trec6/train.jsonl and say when the first step is made. Of the peer the import of
torch and transformers is part of it, of ours the start of the virtual machine.
"""
import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

from measure import CLASSIFINE, HOME, compared, in_turn, table
from sides import LEARNING_RATE, base_checkpoint, first_rows


def seconds(command, mark):
    """Until a line of the output begins with the mark; the process is left to end."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(mark):
            taken = time.perf_counter() - begin
            process.stdout.read()
            process.wait()
            return taken
    raise SystemExit(f"{' '.join(map(str, command))}\nnever printed {mark}:\n{''.join(said)[-3000:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peer-python")
    for name, default in (("rows", 640), ("runs", 5), ("batch-size", 32), ("max-length", 128), ("threads", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.quick:
        options.runs = 1
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        train = first_rows(options.data / "trec6" / "train.jsonl", options.rows, folder / "train.jsonl")
        base = base_checkpoint("minilm", train, folder)
        common = [options.batch_size, LEARNING_RATE, options.max_length, options.threads]
        ours = ["train", "--train", train, "--output", folder / "ours", "--overwrite", "--max-steps", "1", "--device", "cpu",
                "--batch-size", common[0], "--learning-rate", common[1], "--max-length", common[2], "--threads", common[3],
                "--save-strategy", "no"]
        calls = {
            "ours": lambda: seconds([CLASSIFINE, *ours, "--model", base], "step 1/1"),
            "ours, embedded checkpoint": lambda: seconds([CLASSIFINE, *ours, "--model", "minilm"], "step 1/1"),
        }
        if options.peer_python:
            calls["peer"] = lambda: seconds(
                [options.peer_python, HOME / "bench/peer.py", base, train, 1, *common, "--first-step"], "FIRST STEP")
        taken = in_turn(options.runs, calls)
    rows = [
        compared("start", side + ", command to first step", taken[side], taken.get("peer"), "s", at_most=1 / 3)
        for side in calls if side != "peer"
    ]
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps({"rows": [row.values() for row in rows], "taken": taken}, indent=2))


if __name__ == "__main__":
    main()
