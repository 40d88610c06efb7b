"""How the two sides train: the same checkpoint, rows, batch, epochs and length."""
import functools
import json

from measure import CLASSIFINE, HOME, run

LEARNING_RATE = "1e-4"

# Turns off every lever of ours, so that what is left is the plain path. Options of one build may be missing in another: see `known`.
PLAIN = ("--no-first-row-only", "--no-group-by-length", "--no-sub-vocabulary", "--no-feature-cache", "--dropout-masks=libtorch",
         "--matrix-products=libtorch")

# The frozen part of a model computes what it does in evaluation, which is then the same in each epoch.
NO_FROZEN_DROPOUT = "--no-frozen-dropout"


@functools.cache
def help_text():
    return run([CLASSIFINE, "train", "--help"]).out


def is_known(option):
    """Whether `train` of this build has an option; of one that takes no away it lists --[no-]name."""
    option = option.split("=")[0]
    forms = (option, option.replace("--no-", "--[no-]") if option.startswith("--no-") else f"--[no-]{option[2:]}")
    return any(word.strip(",").split("=")[0] in forms for word in help_text().split())


def known(options, notes):
    """Those of the options that this build has; the others are noted."""
    for option in options:
        if not is_known(option):
            notes.add(f"train has no {option}: left out")
    return [option for option in options if is_known(option)]


class Sides:
    """Trainings of one checkpoint on one file."""

    def __init__(self, base, train, folder, options):
        self.base, self.train, self.folder, self.options = base, train, folder, options
        self.rows = sum(1 for _ in train.open(encoding="utf-8"))

    def ours(self, epochs, *more, variables=None):
        options = self.options
        return run(
            [CLASSIFINE, "train", "--model", self.base, "--train", self.train, "--output", self.folder / "ours", "--overwrite",
             "--device", "cpu", "--epochs", epochs, "--batch-size", options.batch_size, "--max-length", options.max_length,
             "--learning-rate", LEARNING_RATE, "--threads", options.threads, "--save-strategy", "no", *more],
            variables)

    def peer(self, epochs, *more):
        options = self.options
        return run(
            [options.peer_python, HOME / "bench" / "peer.py", self.base, self.train, epochs, options.batch_size, LEARNING_RATE,
             options.max_length, options.threads, *more])

    def rate(self, side, *more, **settings):
        """(samples a second from the wall times of 3 epochs and of 1, the run of 3)"""
        one, three = side(1, *more, **settings), side(3, *more, **settings)
        return 2 * self.rows / (three.wall - one.wall), three


def results(folder):
    return json.loads((folder / "ours" / "all_results.json").read_text())


def peer_results(taken):
    """What peer.py printed at the end of a run."""
    return json.loads(next(line for line in taken.out.splitlines() if line.startswith("RESULT "))[7:])


def base_checkpoint(model, train, folder):
    """A checkpoint with a new head for the file's labels, made by a step at learning rate 0."""
    base = folder / "base"
    run([CLASSIFINE, "train", "--model", model, "--train", train, "--output", base, "--max-steps", "1", "--learning-rate", "0",
         "--batch-size", "2", "--device", "cpu", "--ignore-mismatched-sizes"])
    return base


def first_rows(source, rows, target):
    """The first rows of a file, all where rows is 0."""
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for i, line in enumerate(lines):
            if rows and i == rows:
                break
            out.write(line)
    return target
