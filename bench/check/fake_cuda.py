#!/usr/bin/env python3
"""Every program under PyTorch's fake CUDA tensors, which have a device and a shape and no numbers.

usage: fake_cuda.py [--programs FILE] [--only WORD] [--json FILE]      (run it with a Python that has torch 2.9 or newer; no GPU is needed)

FILE is what `dev.classifine.model.ProgramTexts` writes; without it that is asked for here, for which `mvn test-compile` must have run.
A program's text runs as eager Python (eager.py) under FakeTensorMode with all its tensors on `cuda`. It is wrong where

  * tensors of two devices meet, or a tensor is made on the processor: a factory without `device=`, a copy to the processor;
  * a value is read, or a shape depends on values: there a GPU would make the processor wait.

Backward passes run in the same way on a stand-in for a GPU, since PyTorch's autograd asks for a device's driver where the device is
called `cuda` and PyTorch was built without it; so do convolutions. Prints a line for each program and method, and exits with 1 where something is found.

That this sees anything is checked first: programs that are broken on purpose must be found. That eager Python means the same as
TorchScript is checked on the processor: logits and gradients of the tiny checkpoints are transformers' to 1e-5, the optimizer's
steps are those of torch.optim.AdamW.
"""
import argparse
import contextlib
import inspect
import json
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

import eager

HOME = Path(__file__).resolve().parents[2]
STAND_IN = "gpu"
UNLINKED = "not linked with support for cuda"  # what a convolution meets, which asks the driver for its kernels
BATCH, TOKENS = 3, 24
HELPERS = ("weights",)  # methods that others call


class Finding(Exception):
    """What a program does that it must not."""


class OnDevice(TorchDispatchMode):
    """Refuses what is made on the processor, and masks as indices, whose result's shape depends on their values."""

    def __torch_dispatch__(self, function, types, arguments=(), named=None):
        result = function(*arguments, **(named or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor) and leaf.device.type == "cpu":
                raise Finding(f"{function} gives a tensor on the processor")
        if function._schema.name in ("aten::index", "aten::index_put", "aten::index_put_"):
            if any(isinstance(i, torch.Tensor) and i.dtype in (torch.bool, torch.uint8) for i in arguments[1]):
                raise Finding(f"{function} by a mask waits for its values")
        return result


def place(error, file):
    """The line of the program where an error arose."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return lines[-1] if lines else None


def attempt(text, file, action):
    """Runs an action on fake tensors; gives None, or what was wrong."""
    try:
        with FakeTensorMode(allow_non_fake_inputs=False), OnDevice():
            action()
    except Exception as error:  # whatever it is, it is what the program did
        line = place(error, file)
        where = f" in: {text.splitlines()[line - 1].strip()}" if line else ""
        return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}{where}"
    return None


# From the embeddings' size to the layers', where they differ.
PROJECTIONS = ("embedding_hidden_mapping_in.weight", "embeddings_project.weight", "embed_proj.weight")


class Inputs:
    """Arguments of the programs' methods, by the parameters' names."""

    def __init__(self, program, device, other, learns=False):
        self.device, self.other = device, other
        self.learns = learns
        self.parameters = {
            name: self.floats(*shape).requires_grad_(learns) for name, shape in program["parameters"].items()
        }

    def floats(self, *shape, device=None):
        return torch.empty(shape, device=device or self.device)

    def integers(self, *shape):
        return torch.empty(shape, dtype=torch.int64, device=self.device)

    def lists(self, *shapes, device=None):
        return [self.floats(*shape, device=device) for shape in shapes]

    def values(self):
        """A value for each name that a method's parameter may have."""
        shapes = ((4, 3), (5,))
        groups = lambda: [self.lists(*shapes), self.lists((2,))]
        ids = self.integers(BATCH, TOKENS)
        matrices = {name: value for name, value in self.parameters.items() if value.dim() == 2}
        widths = [value.shape[1] for name, value in matrices.items() if "embeddings" in name]
        projected = [value.shape[0] for name, value in matrices.items() if name.endswith(PROJECTIONS)]
        hidden = (projected + widths + [1])[0]
        return {
            "any": self.floats(1),
            "lowest": self.floats(1),
            "features": self.floats(BATCH, TOKENS, hidden),
            "layers": matrices,
            "matrices": dict(list(matrices.items())[:2]),
            "ids": ids,
            "input_ids": ids,
            "mask": self.floats(BATCH, TOKENS),
            "attention_mask": self.integers(BATCH, TOKENS),
            "types": self.integers(BATCH, TOKENS) if self.learns else self.integers(1, 1),
            "token_type_ids": None if self.learns else ids,
            "w": self.parameters,
            "ps": groups(),
            "gs": groups(),
            "ms": groups(),
            "vs": groups(),
            "steps": [self.lists((), ()), self.lists(())],
            "loss": self.floats(),
            "rates": [1e-3, 1e-4],
            "decays": [0.01, 0.0],
            "beta1": 0.9,
            "beta2": 0.999,
            "eps": 1e-8,
            "max_norm": 1.0,
            "loss_scale": 1.0,
            "sums": self.lists(*shapes),
            "addends": self.lists(*shapes, device=self.other),
            "values": self.lists(*shapes),
            "copies": self.lists(*shapes, device=self.other),
            "target": self.floats(4, 3),
            "table": self.floats(8, 3),
            "rows": self.floats(4, 3),
            "indexes": self.integers(4),
            "factor": 0.5,
        }

    def of(self, method, class_name):
        known = self.values()
        if class_name == "Assignment":
            known["values"] = self.floats(4, 3)
        if class_name == "DeviceArrays":
            known["values"] = self.floats(4, 3, device=self.other)  # for the processor, which is refused here
        names = list(inspect.signature(method).parameters)
        missing = [name for name in names if name not in known]
        if missing:
            raise SystemExit(f"{class_name}.{method.__name__} has parameters without a value: {missing}. Give each one in Inputs.values.")
        return [known[name] for name in names]


def methods(program):
    """The names of the methods of a program's class."""
    made = eager.load(program["text"], program["name"])[program["class"]]
    return [name for name, value in vars(made).items() if inspect.isfunction(value) and name not in HELPERS]


def run(program, method, device, other, learns):
    """Calls a method, and where it is to learn the backward pass of what it gives."""
    inputs = Inputs(program, device, other, learns)
    inside = {} if takes_weights(program, method) else inputs.parameters
    module = eager.module(program["text"], program["name"], program["class"], inside)
    bound = getattr(module, method)
    with contextlib.nullcontext() if learns else torch.no_grad():
        result = bound(*inputs.of(bound, program["class"]))
    if learns:
        torch.sum(result).backward()
        if all(parameter.grad is None for parameter in inputs.parameters.values()):
            raise Finding("no parameter got a gradient")


def takes_weights(program, method):
    made = eager.load(program["text"], program["name"])[program["class"]]
    return "w" in inspect.signature(getattr(made, method)).parameters


def check(program):
    """Runs all methods of a program; gives a list of (method, device, None or what was wrong)."""
    found = []
    for method in methods(program):
        passes = [("cuda", "cuda:1", False)]
        if takes_weights(program, method) and method != "prepare":  # which gives weights, not results
            passes.append((STAND_IN, STAND_IN + ":1", True))
        for device, other, learns in passes:
            wrong = attempt(program["text"], program["name"], lambda: run(program, method, device, other, learns))
            if wrong and UNLINKED in wrong:
                device, other = STAND_IN, STAND_IN + ":1"
                wrong = attempt(program["text"], program["name"], lambda: run(program, method, device, other, learns))
            found.append((method + (" and backward" if learns else ""), device, wrong))
    return found


BROKEN = {
    "a factory without device": "y = torch.add(x, torch.arange(torch.size(x, 1), dtype=6))",
    "a factory of one number": "y = torch.mul(x, torch.scalar_tensor(0.5))",
    "zeros without device": "y = torch.add(x, torch.zeros([1], dtype=6))",
    "a factory that is not used": "y = torch.full([2], 1.)",
    "item": "y = torch.mul(x, torch.item(torch.sum(x)))",
    "a condition": "y = x\n    if torch.gt(torch.sum(x), 0.):\n      y = torch.neg(x)",
    "int of a tensor": "y = torch.slice(x, 0, 0, int(torch.sum(x)))",
    "nonzero": "y = torch.nonzero(x)",
    "masked_select": "y = torch.masked_select(x, torch.gt(x, 0.))",
    "a mask as an index": "y = torch.index_put_(torch.clone(x), [torch.gt(x, 0.)], torch.sum(x))",
    "equal": "y = x\n    if torch.equal(x, x):\n      y = torch.neg(x)",
    "a copy to the processor": "y = torch.to(x, torch.device(\"cpu\"))",
    "a copy from the processor": "y = torch.add(x, torch.to(torch.ones([1], dtype=6), ops.prim.device(x)))",
    "two devices": "y = torch.add(x, torch.ones([1], dtype=6, device=torch.device(\"cuda:1\")))",
    "random numbers": "y = torch.mul(x, torch.rand([torch.size(x, 0), torch.size(x, 1)]))",
}
SOUND = "y = torch.add(x, torch.arange(torch.size(x, 1), dtype=6, device=ops.prim.device(x)))"


def snippet(name, body):
    text = f"class Snippet(Module):\n  def forward(self: __torch__.Snippet, x: Tensor) -> Tensor:\n    {body}\n    return y\n"
    return dict(name=name, text=text, **{"class": "Snippet"})


def seen(program):
    """What is wrong with a snippet of one parameter x."""

    def action():
        module = eager.module(program["text"], program["name"], "Snippet")
        module.forward(torch.empty(3, 4, device="cuda"))

    return attempt(program["text"], program["name"], action)


def self_test():
    """Fails where a broken program passes, or a sound one does not."""
    for name, body in BROKEN.items():
        wrong = seen(snippet(name, body))
        if wrong is None:
            sys.exit(f"The check sees nothing wrong with {name}: {body}")
        print(f"found as it must be: {name}: {wrong}")
    wrong = seen(snippet("sound", SOUND))
    if wrong:
        sys.exit(f"The check finds something wrong with a sound program: {wrong}")


def programs(file):
    if not file:
        with tempfile.TemporaryDirectory() as folder:
            return programs(write_programs(Path(folder) / "programs.json"))
    return json.loads(Path(file).read_text(encoding="utf-8"))


def write_programs(file):
    path = ":".join(str(HOME / "target" / name) for name in ("test-classes", "classes", "lib/*"))
    subprocess.run(["java", "-cp", path, "dev.classifine.model.ProgramTexts", file], check=True, cwd=HOME)
    return file


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, help="made here where it is not given")
    parser.add_argument("--only", default="", help="programs whose name has this word")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.utils.backend_registration._setup_privateuseone_for_python_backend(STAND_IN)
    torch.autograd.set_multithreading_enabled(False)  # its threads are counted by devices that are there
    import eager_numbers

    self_test()
    rows = []
    for program in programs(options.programs):
        if options.only not in program["name"]:
            continue
        for name, wrong in eager_numbers.check(program, HOME):
            rows.append(dict(program=program["name"], method=name, device="cpu", wrong=wrong))
        for method, device, wrong in check(program):
            rows.append(dict(program=program["name"], method=method, device=device, wrong=wrong))
        for row in (row for row in rows if row["program"] == program["name"]):
            print(f"{'BAD' if row['wrong'] else 'ok':<4}{row['program']:<45}{row['method']:<25}{row['device']:<6}{row['wrong'] or ''}")
    bad = sum(row["wrong"] is not None for row in rows)
    print(f"torch {torch.__version__}: {len({row['program'] for row in rows})} programs, {len(rows)} checks, {bad} findings")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2))
    sys.exit(1 if bad or not rows else 0)


if __name__ == "__main__":
    main()
