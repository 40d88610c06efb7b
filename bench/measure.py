"""Measuring commands: wall time, processor time and peak memory of a process, rounds in turn, ratios pair by pair, tables.

Needs nothing but the standard library.
"""
from __future__ import annotations

import functools
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
CLASSIFINE = HOME / "classifine"

# What of a processor's abilities matters to matrix products.
FLAGS = ("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "amx_bf16", "asimd", "bf16", "sve")
BFLOAT16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}
VARIABLES = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "MKL_NUM_THREADS", "CLASSIFINE_JAVA_OPTS", "CLASSIFINE_MALLOC", "CLASSIFINE_MKL",
             "LD_PRELOAD", "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")

# Of every round of `in_turn`: its number, its sides, and what else the machine did meanwhile.
ROUNDS = []


@dataclass
class Run:
    """What a process took.

    wall: seconds from its start to its end; cpu: seconds of processor time, of user and system; peak: MiB of resident memory at most
    """

    wall: float
    cpu: float
    peak: float
    out: str = field(repr=False, default="")


def run(command, environment=None):
    """Runs a command to its end; ends the program where it fails."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{err.read()[-3000:]}")
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


def in_turn(rounds, sides):
    """Calls every side once a round, each second round in the opposite order, so that a machine that changes meets all alike.

    sides: functions without parameters, by name; gives a list of results for each name
    """
    results = {name: [] for name in sides}
    for i in range(rounds):
        before = processor_ticks()
        for name in list(sides) if i % 2 == 0 else reversed(list(sides)):
            results[name].append(sides[name]())
            print(f"  round {i + 1} of {rounds}: {name} done", file=sys.stderr, flush=True)
        ROUNDS.append({"round": i + 1, "sides": list(sides), "load": load(), "steal": steal(before)})
    return results


@dataclass
class Row:
    """A line of the table.

    ratio: median of the pairs' ratios, or the number itself where nothing is compared; least, most: of the rounds
    at_least, at_most: the goal, where there is one
    """

    measure: str
    case: str
    ours: float
    peer: float | None
    unit: str
    ratio: float | None = None
    least: float | None = None
    most: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self):
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}" if self.at_most is not None else ""

    @property
    def met(self):
        """Whether the median meets the goal; None where there is none, or nothing to hold against it."""
        return None if self.ratio is None or not self.goal else self.meets(self.ratio)

    def meets(self, ratio):
        return ratio >= self.at_least if self.at_least is not None else ratio <= self.at_most

    @property
    def verdict(self):
        """`met` in words, and whether it is within noise: some rounds meet the goal and others miss it."""
        if self.met is None:
            return ""
        rounds = {self.meets(ratio) for ratio in (self.least, self.most) if ratio is not None}
        return ("yes" if self.met else "NO") + (", within noise" if len(rounds) == 2 else "")

    def values(self):
        return {**asdict(self), "goal": self.goal, "met": self.met, "verdict": self.verdict}


def compared(measure, case, ours, peer, unit, **goal):
    """A row of two lists of numbers, a pair a round. peer may be None: then there is no ratio."""
    if peer is None:
        return Row(measure, case, statistics.median(ours), None, unit, **goal)
    ratios = [a / b for a, b in zip(ours, peer)]
    return Row(measure, case, statistics.median(ours), statistics.median(peer), unit, statistics.median(ratios), min(ratios), max(ratios), **goal)


def single(measure, case, numbers, unit, **goal):
    """A row of numbers that are themselves held against the goal."""
    return Row(measure, case, statistics.median(numbers), None, unit, statistics.median(numbers), min(numbers), max(numbers), **goal)


def number(value):
    return "" if value is None else f"{value:.4g}"


def table(rows):
    """The rows as text."""
    head = ("measure", "case", "ours", "other", "unit", "ratio", "least to most", "goal", "met")
    lines = [head]
    for row in rows:
        spread = "" if row.least is None else f"{number(row.least)} to {number(row.most)}"
        lines.append((row.measure, row.case, number(row.ours), number(row.peer), row.unit, number(row.ratio), spread, row.goal, row.verdict))
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def read(path, default=""):
    try:
        return Path(path).read_text()
    except OSError:
        return default


def usable_processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def processor_flags():
    found = re.search(r"(?:flags|Features)\s*: (.*)", read("/proc/cpuinfo"))
    return found.group(1).split() if found else []


def has_bfloat16():
    """Whether the processor multiplies bfloat16 by itself; also where the system does not tell what it can do."""
    flags = processor_flags()
    return not flags or not BFLOAT16_FLAGS.isdisjoint(flags)


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def processor_ticks():
    """(of all processors, of these stolen by the host) since the system began; zeros where it does not tell."""
    first = read("/proc/stat").partition("\n")[0].split()[1:9]  # user nice system idle iowait irq softirq steal
    ticks = [int(field) for field in first]
    return (sum(ticks), ticks[7]) if len(ticks) == 8 else (0, 0)


def steal(before):
    """The share of the processors' time that the host has given to others since then, or None."""
    (all_before, stolen_before), (all_now, stolen_now) = before, processor_ticks()
    return (stolen_now - stolen_before) / (all_now - all_before) if all_now > all_before else None


def java():
    """Java as the launcher chooses it."""
    return Path(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"


@functools.cache
def launcher_variables():
    """What of VARIABLES the launcher sets for Java, which here is a script that prints its environment."""
    run([CLASSIFINE, "--version"])  # builds the application first where it must, with a true Java
    with tempfile.TemporaryDirectory() as home:
        script = Path(home, "bin/java")
        script.parent.mkdir()
        script.write_text("#!/bin/sh\nexec env -0\n")
        script.chmod(0o755)
        given = dict(pair.split("=", 1) for pair in run([CLASSIFINE], {"JAVA_HOME": home}).out.split("\0") if pair)
    return {name: given[name] for name in VARIABLES if name in given and name not in os.environ}


def variables_text(values):
    return " ".join(f"{name}={values[name]}" for name in VARIABLES if name in values) or "none set"


def machine(peer_python=None):
    """What the numbers were taken on, by name."""
    model = re.search(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", read("/proc/meminfo"))
    found = {
        "processor": model.group(1) if model else platform.processor(),
        "processors usable": usable_processors(),
        "instructions": " ".join(flag for flag in FLAGS if flag in processor_flags()),
        "memory MiB": int(memory.group(1)) // 1024 if memory else None,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load before": load(),
        "variables": variables_text(os.environ),
        "launcher's variables": variables_text(launcher_variables()),
    }
    for line in run([CLASSIFINE, "doctor"]).out.splitlines():
        name, _, value = line.partition("  ")
        if name in ("classifine", "java", "djl", "libtorch", "threads", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT"):
            found[name] = value.strip()
    revision = subprocess.run(["git", "-C", HOME, "describe", "--always", "--dirty"], capture_output=True, text=True)
    found["revision"] = revision.stdout.strip()
    if peer_python:
        code = "import torch, transformers, sys; print(sys.version.split()[0], torch.__version__, transformers.__version__)"
        found["peer: python, torch, transformers"] = run([peer_python, "-c", code]).out.strip()
    return found
