"""Training speed and peak memory: float32 and bfloat16, against the peer with dynamic padding; and against its padding to the maximum.

In float32 there is a tuned peer besides: it groups by length as ours does, and has the variables that our launcher sets.
"""
import functools

from measure import compared, has_bfloat16, in_turn, launcher_variables
from sides import Sides, base_checkpoint, first_rows

DATA = ("sst2", "trec6")
TUNED = "peer float32, tuned"

# (ours, peer, goal)
SPEEDS = (
    ("ours float32", "peer float32", 2.5),
    ("ours float32", TUNED, None),
    ("ours bf16", "peer float32", 4),
    ("ours bf16", "peer bf16", 2.5),
)
MEMORY = (
    ("ours float32", "peer float32", 0.7),
    ("ours float32", TUNED, None),
    ("ours bf16", "peer bf16", 0.7),
)


def sides_of(bench, data, name):
    folder = bench.folder(f"{name}-{data}")
    train = first_rows(bench.data(data, "train"), bench.options.rows, folder / "train.jsonl")
    return Sides(base_checkpoint(bench.options.model, train, folder), train, folder, bench.options, bench.notes)


def has_bf16(bench):
    """Whether bfloat16 is worth measuring: without the processor's instructions for it, it is slower."""
    if bench.options.device != "cpu" or has_bfloat16():
        return True
    bench.notes.add("this processor has no instructions for bfloat16: its cases are left out")
    return False


@functools.cache
def runs(bench, data):
    """For each side the rounds' (samples a second, run of 3 epochs)."""
    sides = sides_of(bench, data, "training")
    calls = {"ours float32": lambda: sides.rate(sides.ours)}
    if bench.options.peer_python:
        calls["peer float32"] = lambda: sides.rate(sides.peer)
        calls[TUNED] = lambda: sides.rate(sides.peer, "--group-by-length", variables=launcher_variables())
    if has_bf16(bench):
        calls["ours bf16"] = lambda: sides.rate(sides.ours, "--bf16")
        if bench.options.peer_python:
            calls["peer bf16"] = lambda: sides.rate(sides.peer, "--bf16")
    return in_turn(bench.options.runs, calls)


def pairs(taken, goals):
    """Those whose sides were measured; without the peer ours stands alone."""
    return [goal for goal in goals if goal[0] in taken and (goal[1] in taken or goal[1] != TUNED)]


def speeds(bench):
    """Samples a second, from the wall time of 3 epochs less that of 1."""
    rows = []
    for data in DATA:
        taken = {side: [rate for rate, _ in rounds] for side, rounds in runs(bench, data).items()}
        for ours, peer, goal in pairs(taken, SPEEDS):
            case = f"{data}, {ours} / {peer}"
            rows.append(compared("training", case, taken[ours], taken.get(peer), "samples/s", at_least=goal))
    return rows


def memory(bench):
    """Peak resident memory of the whole process, 3 epochs."""
    rows = []
    for data in DATA:
        taken = {side: [run.peak for _, run in rounds] for side, rounds in runs(bench, data).items()}
        for ours, peer, goal in pairs(taken, MEMORY):
            rows.append(compared("memory", f"{data}, {ours} / {peer}", taken[ours], taken.get(peer), "MiB", at_most=goal))
    return rows


def padded(bench):
    """Samples a second against the peer that pads every text to the maximum, as its example scripts do."""
    rows = []
    for data in DATA:
        sides = sides_of(bench, data, "padded")
        calls = {"ours": lambda sides=sides: sides.rate(sides.ours)[0]}
        if bench.options.peer_python:
            calls["peer"] = lambda sides=sides: sides.rate(sides.peer, "--pad-to-maximum")[0]
        taken = in_turn(bench.options.runs, calls)
        rows.append(compared("padded", f"{data}, float32 / padded to the maximum", taken["ours"], taken.get("peer"), "samples/s", at_least=12))
    return rows
