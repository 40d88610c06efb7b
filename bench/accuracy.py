"""Test accuracy: ours, ours with every lever turned off, and the peer, over several seeds."""
import statistics

from measure import Row
from sides import PLAIN, Sides, base_checkpoint, first_rows, known, peer_results, results

DATA = ("trec6", "sst2", "banking77")
EPOCHS = 3
FLOOR = 0.005


def numbers(bench):
    rows = []
    for data in DATA:
        found = accuracies(bench, data)
        ours = found.pop("ours")
        for name, other in found.items():
            rows.append(row(f"{data}, ours / {name}", ours, other))
        if len(found) == 0:
            rows.append(Row("accuracy", data, statistics.mean(ours), None, "mean"))
    return rows


def accuracies(bench, data):
    folder = bench.folder(f"accuracy-{data}")
    train = first_rows(bench.data(data, "train"), 0, folder / "train.jsonl")
    test = bench.data(data, "test")
    base = base_checkpoint(bench.options.model, train, folder)
    if bench.options.rows:  # after the checkpoint, which must know every label
        spread_rows(bench.data(data, "train"), bench.options.rows, train)
        test = spread_rows(test, bench.options.rows, folder / "test.jsonl")
    sides = Sides(base, train, folder, bench.options, bench.notes)
    plain = known(PLAIN, bench.notes)

    def ours(seed, *more):
        sides.ours(EPOCHS, "--seed", seed, "--eval", test, *more)
        return results(folder)["eval_accuracy"]

    calls = {"ours": ours, "plain": lambda seed: ours(seed, *plain)}
    if bench.options.peer_python:
        calls["peer"] = lambda seed: peer_results(sides.peer(EPOCHS, "--seed", seed, "--test", test))["accuracy"]
    seeds = bench.options.seeds[:1] if bench.options.quick else bench.options.seeds
    found = {name: [call(seed) for seed in seeds] for name, call in calls.items()}
    bench.extra.setdefault("accuracies", {})[data] = dict(seeds=seeds, **found)
    by_side = "; ".join(f"{name} " + " ".join(f"{value:.4f}" for value in values) for name, values in found.items())
    bench.texts.append(f"accuracy on {data}, seeds {' '.join(map(str, seeds))}: {by_side}")
    return found


def spread_rows(source, rows, target):
    """So many rows at even distances, since a file may be sorted by its labels."""
    with source.open(encoding="utf-8") as file:
        lines = list(file)
    rows = min(rows, len(lines))
    target.write_text("".join(lines[i * len(lines) // rows] for i in range(rows)), encoding="utf-8")
    return target


def row(case, ours, other):
    """The difference of the means against its noise: twice its standard error, or half a percent where seeds agree better than that."""
    variance = sum(statistics.variance(values) / len(values) if len(values) > 1 else 0.0 for values in (ours, other))
    noise = max(2 * variance**0.5, FLOOR)
    a, b = statistics.mean(ours), statistics.mean(other)
    return Row("accuracy", case, a, b, "mean", abs(a - b) / noise, at_most=1)
