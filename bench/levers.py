"""What each lever of training speed gains: samples a second of our training with all of them, over the same with one of them off.

Off is what a user would have without the lever: libtorch's own way, libgomp's own spinning, glibc's own settings. Levers of the start, of
memory, of predictions and of a frozen encoder show in the measures of these.
"""
from measure import compared, in_turn, launcher_variables
from sides import Sides, base_checkpoint, first_rows, known

DATA = ("sst2", "trec6")

LARGE_PAGES = "glibc.malloc.hugetlb="

# By name: options of `train`, and variables, that turn the lever off. Where nothing is set libgomp spins 300000 times.
OFF = {
    "last layer for one row": (("--no-first-row-only",), {}),
    "words that occur": (("--no-sub-vocabulary",), {}),
    "length buckets": (("--no-group-by-length",), {}),
    "dropout from random words": (("--dropout-masks=libtorch",), {}),
    "threads that spin for a moment (off: 300000 turns)": ((), {"GOMP_SPINCOUNT": "300000"}),
    "threads that spin for a moment (off: sleep at once)": ((), {"OMP_WAIT_POLICY": "passive"}),
    "glibc told to keep memory": ((), {"CLASSIFINE_MALLOC": "system"}),
    "MKL's kernels for Intel's on AMD's": ((), {"CLASSIFINE_MKL": "system"}),
}


def off():
    """OFF, and the launcher's tunables but for large pages."""
    tunables = launcher_variables().get("GLIBC_TUNABLES", "")
    without = {"GLIBC_TUNABLES": tunables.replace(LARGE_PAGES + "1", LARGE_PAGES + "0")}
    return {**OFF, "large pages": ((), without)} if LARGE_PAGES + "1" in tunables else OFF


def speeds(bench):
    rows = []
    for data in DATA:
        folder = bench.folder(f"levers-{data}")
        train = first_rows(bench.data(data, "train"), bench.options.rows, folder / "train.jsonl")
        sides = Sides(base_checkpoint(bench.options.model, train, folder), train, folder, bench.options, bench.notes)
        calls = {"all": lambda sides=sides: sides.rate(sides.ours)[0]}
        for name, (options, variables) in off().items():
            more = known(options, bench.notes)
            if more or variables:
                calls[name] = lambda sides=sides, more=more, variables=variables: sides.rate(sides.ours, *more, variables=variables)[0]
        taken = in_turn(bench.options.runs, calls)
        rows += [compared("levers", f"{data}, with / without {name}", taken["all"], taken[name], "samples/s") for name in calls if name != "all"]
    return rows
