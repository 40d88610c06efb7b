"""What each lever gains: samples a second of our training with all of them, over the same with one of them off."""
from measure import compared, in_turn
from sides import Sides, base_checkpoint, first_rows, known

DATA = ("sst2", "trec6")

# By name: options of `train`, and variables, that turn the lever off.
OFF = {
    "last layer for one row": (("--no-first-row-only",), {}),
    "words that occur": (("--no-sub-vocabulary",), {}),
    "length buckets": (("--no-group-by-length",), {}),
    "dropout from random words": (("--dropout-masks=libtorch",), {}),
    "oneDNN where MKL is slower": (("--matrix-products=libtorch",), {}),
    "threads that spin for a moment": ((), {"OMP_WAIT_POLICY": "passive"}),
    "memory kept between steps": ((), {"MALLOC_ARENA_MAX": "16", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}),
    "large pages and no lists of small blocks": ((), {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=0"}),
}


def speeds(bench):
    rows = []
    for data in DATA:
        folder = bench.folder(f"levers-{data}")
        train = first_rows(bench.data(data, "train"), bench.options.rows, folder / "train.jsonl")
        sides = Sides(base_checkpoint(bench.options.model, train, folder), train, folder, bench.options)
        calls = {"all": lambda sides=sides: sides.rate(sides.ours)[0]}
        for name, (options, variables) in OFF.items():
            more = known(options, bench.notes)
            if more or variables:
                calls[name] = lambda sides=sides, more=more, variables=variables: sides.rate(sides.ours, *more, variables=variables)[0]
        taken = in_turn(bench.options.runs, calls)
        rows += [compared("levers", f"{data}, with / without {name}", taken["all"], taken[name], "samples/s") for name in calls if name != "all"]
    return rows
