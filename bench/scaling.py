"""Cost with data, ours alone and with a tiny model, so that what grows with the data stands out: from a thousand to a million texts, and step by step."""
import itertools
import json
import random

from measure import HOME, single
from sides import Sides, base_checkpoint

MODEL = HOME / "src/test/resources/parity/bert"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (500, 1_000, 2_000)
STEPS, QUICK_STEPS = 10_000, 200
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
    rows = []
    rows += data_costs(bench, base, folder, QUICK_SIZES if quick else SIZES)
    rows += step_costs(bench, base, folder, QUICK_STEPS if quick else STEPS)
    return rows


def data_costs(bench, base, folder, sizes):
    """Seconds and memory of an epoch by the number of texts, and whether the last thousand texts cost what earlier ones did."""
    rows, walls = [], {}
    for size in sizes:
        sides = Sides(base, write_texts(folder / "train.jsonl", size, 0), folder, bench.options)
        taken = [sides.ours(1) for _ in range(1 if size >= 100_000 else bench.options.runs)]
        walls[size] = min(run.wall for run in taken)
        rows.append(single("scaling", f"{size} texts, whole command", [run.wall for run in taken], "s"))
        rows.append(single("scaling", f"{size} texts, peak memory", [run.peak for run in taken], "MiB"))
    slopes = [(walls[b] - walls[a]) / (b - a) * 1000 for a, b in itertools.pairwise(sizes)]
    for (a, b), slope in zip(itertools.pairwise(sizes), slopes):
        rows.append(single("scaling", f"texts {a} to {b}, a thousand more", [slope], "s"))
    case = "the last thousand texts / a thousand of the step before"
    rows.append(single("scaling", case, [slopes[-1] / slopes[-2]], "", at_most=1.15))
    return rows


def step_costs(bench, base, folder, steps):
    """A step of the second half of a run against one of the first, from the wall times of runs of 1, half and all steps."""
    sides = Sides(base, write_texts(folder / "train.jsonl", 4_000, 8), folder, bench.options)

    def ratio():
        start, half, whole = (sides.ours(1, "--max-steps", count).wall for count in (1, steps // 2, steps))
        return (whole - half) / (half - start)

    ratios = [ratio() for _ in range(1 if bench.options.quick else bench.options.runs)]
    return [single("scaling", f"steps {steps // 2} to {steps} / steps 1 to {steps // 2}", ratios, "", at_most=1.1)]
