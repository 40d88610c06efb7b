"""How the two sides train: the same checkpoint, rows, batch, epochs and length."""
import functools
import json
import os

from measure import CLASSIFINE, HOME, run

LEARNING_RATE = "1e-4"

# Turns off the levers that have an option, so that what is left is the plain path. These stay on: what the launcher sets, the kernels that
# MKL is told to take, one native call each for forward, backward and update, and tokens made once.
PLAIN = ("--no-first-row-only", "--no-group-by-length", "--no-sub-vocabulary", "--no-feature-cache", "--dropout-masks=libtorch")

# The frozen part of a model computes what it does in evaluation, which is then the same in each epoch.
NO_FROZEN_DROPOUT = "--no-frozen-dropout"

# The least that two epochs more must take, as a share of the run of one epoch, most of which is the start where there are few rows.
CLEAR = 0.3


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
    """Trainings of one checkpoint on one file. notes takes what is to be said of them."""

    def __init__(self, base, train, folder, options, notes=None):
        self.base, self.train, self.folder, self.options = base, train, folder, options
        self.notes = set() if notes is None else notes
        self.rows = sum(1 for _ in train.open(encoding="utf-8"))

    def ours(self, epochs, *more, variables=None):
        options = self.options
        if options.plain_batches and "--no-group-by-length" not in more:
            more += ("--no-group-by-length",)
        return run(
            [CLASSIFINE, "train", "--model", self.base, "--train", self.train, "--output", self.folder / "ours", "--overwrite",
             "--device", options.device, "--epochs", epochs, "--batch-size", options.batch_size, "--max-length", options.max_length,
             "--learning-rate", LEARNING_RATE, "--threads", options.threads, "--save-strategy", "no", *more],
            variables)

    def peer(self, epochs, *more, variables=None):
        options = self.options
        return run(
            [options.peer_python, HOME / "bench" / "peer.py", self.base, self.train, epochs, options.batch_size, LEARNING_RATE,
             options.max_length, options.threads, "--device", options.device, *more],
            {**visible(options.device), **(variables or {})})

    def rate(self, side, *more, **settings):
        """(samples a second from the wall times of 3 epochs and of 1, the run of 3)

        Where the difference of the two is lost in the noise of the starts, the whole run of 3 counts, with its start.
        """
        one, three = side(1, *more, **settings), side(3, *more, **settings)
        taken = three.wall - one.wall
        if taken < CLEAR * one.wall:
            if not self.options.quick:
                self.notes.add(f"too few rows: {self.rows} are trained on in less than the noise of a start, so that speeds have the start in them")
            return 3 * self.rows / three.wall, three
        return 2 * self.rows / taken, three


def visible(device):
    """The variable that shows the peer the GPUs that ours trains on, and no others: it would take all."""
    if device == "cpu":
        return {}
    shown = os.environ.get("CUDA_VISIBLE_DEVICES")
    numbers = [int(part.partition(":")[2] or 0) for part in device.split(",")]
    return {"CUDA_VISIBLE_DEVICES": ",".join(shown.split(",")[i] if shown else str(i) for i in numbers)}


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
