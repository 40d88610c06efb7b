"""Seconds from the command to the end of its first training step, against transformers' Trainer.

Of the peer the import of torch and transformers is part of it, of ours the start of the virtual machine.
"""
import os
import subprocess
import time
from pathlib import Path

from measure import CLASSIFINE, HOME, compared, in_turn
from sides import LEARNING_RATE, base_checkpoint, first_rows

ROWS = 640


def first_step(command, mark, cache="off"):
    """(seconds until a line of the output begins with the mark, MiB of memory at most); the process is left to end.

    cache is where ours keeps an embedded model's weights from one start to the next, or "off".
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        env={**os.environ, "CLASSIFINE_CACHE": str(cache)})
    taken, said = None, []
    for line in process.stdout:
        if taken is None and line.startswith(mark):
            taken = time.perf_counter() - begin
        said.append(line)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or taken is None:
        raise SystemExit(f"{' '.join(map(str, command))}\nended with {process.returncode}, waiting for {mark}:\n{''.join(said)[-3000:]}")
    return taken, usage.ru_maxrss / 1024


def our_first_step(model, train, output, options, **settings):
    return first_step(
        [CLASSIFINE, "train", "--model", model, "--train", train, "--output", output, "--overwrite", "--max-steps", "1", "--device", "cpu",
         "--batch-size", options.batch_size, "--max-length", options.max_length, "--learning-rate", LEARNING_RATE,
         "--threads", options.threads, "--save-strategy", "no"], "step 1/1", **settings)


def seconds(bench):
    options, folder = bench.options, bench.folder("start")
    train = first_rows(bench.data("trec6", "train"), options.rows or ROWS, folder / "train.jsonl")
    base = base_checkpoint(options.model, train, folder)
    calls = {"ours": lambda: our_first_step(base, train, folder / "ours", options)[0]}
    if Path(options.model).is_dir():
        bench.notes.add("start: --model is a folder, so that there is no embedded checkpoint to begin with")
    else:
        kept = folder / "kept"
        our_first_step(options.model, train, folder / "ours", options, cache=kept)
        calls["ours, embedded checkpoint"] = lambda: our_first_step(options.model, train, folder / "ours", options, cache=kept)[0]
        calls["ours, embedded checkpoint, unpacked"] = lambda: our_first_step(options.model, train, folder / "ours", options)[0]
    if options.peer_python:
        peer = [options.peer_python, HOME / "bench" / "peer.py", base, train, 1, options.batch_size, LEARNING_RATE, options.max_length,
                options.threads, "--first-step"]
        calls["peer"] = lambda: first_step(peer, "FIRST STEP")[0]
    taken = in_turn(options.runs, calls)
    bench.extra["start"] = taken
    return [
        compared("start", f"{side}, command to first step", taken[side], taken.get("peer"), "s", at_most=1 / 3)
        for side in calls if side != "peer"
    ]
