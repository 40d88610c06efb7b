"""Cost with data, ours alone: from a thousand to a million texts, step by step, and until the first step of many texts.

Epochs and steps are a tiny model's, so that what grows with the data stands out; the first step is that of --model, with its tokenizer.
"""
import argparse
import json
import random

from measure import HOME, single
from sides import Sides, base_checkpoint
from start import our_first_step

MODEL, POSITIONS = HOME / "src/test/resources/parity/bert", 64
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (500, 1_000, 2_000)
STEPS, QUICK_STEPS = 10_000, 200
FIRST_STEP_SIZES, QUICK_FIRST_STEP_SIZES = (100_000, 1_000_000), (1_000, 2_000)
WORDS = "what who where when how is was are did the a of in on for to city man first year people many name long can".split()


def write_texts(file, rows, words):
    """Questions of 4 to 12 words, no two alike but by chance; of `words` words where that is given."""
    random_numbers = random.Random(rows)
    with file.open("w") as out:
        for i in range(rows):
            text = random_numbers.choices(WORDS, k=words or random_numbers.randint(4, 12))
            out.write(json.dumps(dict(text=" ".join(text), labels=["yes" if i % 2 else "no"])) + "\n")
    return file


def costs(bench):
    quick = bench.options.quick
    folder = bench.folder("scaling")
    base = base_checkpoint(MODEL, write_texts(folder / "few.jsonl", 64, 0), folder)
    tiny = argparse.Namespace(**{**vars(bench.options), "max_length": min(POSITIONS, bench.options.max_length)})
    rows = []
    rows += data_costs(tiny, base, folder, QUICK_SIZES if quick else SIZES)
    rows += step_costs(tiny, base, folder, QUICK_STEPS if quick else STEPS)
    rows += first_step_costs(bench.options, folder, QUICK_FIRST_STEP_SIZES if quick else FIRST_STEP_SIZES)
    return rows


def data_costs(options, base, folder, sizes):
    """Seconds and memory of an epoch by the number of texts, and whether the last thousand texts cost what earlier ones did."""
    rows, walls = [], {}
    for size in sizes:
        sides = Sides(base, write_texts(folder / "train.jsonl", size, 0), folder, options)
        taken = [sides.ours(1) for _ in range(1 if size >= 100_000 else options.runs)]
        walls[size] = min(run.wall for run in taken)
        rows.append(single("scaling", f"{size} texts, whole command", [run.wall for run in taken], "s"))
        rows.append(single("scaling", f"{size} texts, peak memory", [run.peak for run in taken], "MiB"))
    slopes = [(walls[b] - walls[a]) / (b - a) * 1000 for a, b in zip(sizes, sizes[1:])]
    for (a, b), slope in zip(zip(sizes, sizes[1:]), slopes):
        rows.append(single("scaling", f"texts {a} to {b}, a thousand more", [slope], "s"))
    case = "the last thousand texts / a thousand of the step before"
    rows.append(single("scaling", case, [slopes[-1] / slopes[-2]], "", at_most=1.15))
    return rows


def step_costs(options, base, folder, steps):
    """A step of the second half of a run against one of the first, from the wall times of runs of 1, half and all steps."""
    sides = Sides(base, write_texts(folder / "train.jsonl", 4_000, 8), folder, options)

    def ratio():
        start, half, whole = (sides.ours(1, "--max-steps", count).wall for count in (1, steps // 2, steps))
        return (whole - half) / (half - start)

    ratios = [ratio() for _ in range(1 if options.quick else options.runs)]
    return [single("scaling", f"steps {steps // 2} to {steps} / steps 1 to {steps // 2}", ratios, "", at_most=1.1)]


def first_step_costs(options, folder, sizes):
    """Seconds from the command to the end of its first step, and the memory of the run, by the number of texts."""
    rows, taken = [], []
    for size in sizes:
        train = write_texts(folder / "train.jsonl", size, 0)
        taken.append(our_first_step(options.model, train, folder / "ours", options))
        seconds, peak = taken[-1]
        rows.append(single("scaling", f"{size} texts, command to first step", [seconds], "s"))
        rows.append(single("scaling", f"{size} texts, memory of one step", [peak], "MiB"))
    millions = (sizes[1] - sizes[0]) / 1e6
    more = [(b - a) / millions for a, b in zip(*taken)]
    rows.append(single("scaling", "a million texts more, command to first step", more[:1], "s"))
    rows.append(single("scaling", "a million texts more, memory of one step", more[1:], "MiB"))
    return rows
