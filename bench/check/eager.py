"""Programs as eager Python: the text of a serialized TorchScript program, run line by line by PyTorch's own operators.

TorchScript's interpreter takes no fake tensors; Python does. The text is nearly Python as it stands. What differs is the meaning of
a few names: `torch.f` is the operator `aten::f` and not the function of Python's module, `__torch__.f` a function of the text
itself, and numbers, strings and lists have operators, too.
"""
import __future__
import math
import operator

import torch

# Operators of numbers, strings and lists.
PLAIN = {
    "__and__": lambda a, b: a and b if isinstance(a, bool) else a & b,
    "__or__": lambda a, b: a or b if isinstance(a, bool) else a | b,
    "__not__": operator.not_,
    "__range_length": lambda begin, end, step: len(range(begin, end, step)),
    "add": lambda a, b, *more: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "_set_item": lambda items, key, value: items.__setitem__(key, value),
    "floordiv": lambda a, b: a // b,
    "remainder": lambda a, b: a % b,
    "pow": lambda a, b: a**b,
    "neg": operator.neg,
    "abs": abs,
    "sqrt": math.sqrt,
    "log": math.log,
    "exp": math.exp,
    "floor": math.floor,
    "ceil": math.ceil,
    **{name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")},
    "slice": lambda items, begin=None, end=None, step=1: items[begin:end:step],
    "format": lambda text, *values: text.format(*values),
}

def number(kind):
    """`int`, `float` or `bool`, which of a tensor reads its value."""
    return lambda x: kind(torch.ops.aten.item(x) if isinstance(x, torch.Tensor) else x)


# What the operators of these names mean for Python's objects, tensors among them.
ALWAYS = {
    "len": len,
    "append": lambda items, item: items.append(item),
    "extend": lambda items, more: items.extend(more),
    "keys": lambda items: list(items),
    "values": lambda items: list(items.values()),
    "__contains__": lambda items, item: item in items,
    "__is__": operator.is_,
    "size": lambda x, *dim: x.size(*dim) if dim else list(x.size()),
    "dim": lambda x: x.dim(),
    "numel": lambda x: x.numel(),
    "Bool": number(bool),
    "Int": number(int),
    "Float": number(float),
    "IntImplicit": number(int),
    "FloatImplicit": number(float),
    "device": torch.device,
}


def has_tensor(value):
    if isinstance(value, (list, tuple)):
        return any(map(has_tensor, value))
    return isinstance(value, torch.Tensor)


class Operators:
    """`torch` as a program means it."""

    def __getattr__(self, name):
        if name in ALWAYS:
            return ALWAYS[name]

        def call(*values, **named):
            if name in PLAIN and (name == "_set_item" or not has_tensor(values)):
                return PLAIN[name](*values, **named)
            if name == "to" and isinstance(values[1], torch.device):  # an operator of the interpreter alone
                return values[0].to(*values[1:], **named)
            return getattr(torch.ops.aten, name)(*values, **named)

        return call


class Named:
    """A name with others inside."""

    def __init__(self, **names):
        self.__dict__.update(names)


class Own:
    """`__torch__`: the functions of the text itself."""

    def __init__(self, names):
        self._names = names

    def __getattr__(self, name):
        return self._names[name]


def load(text, name):
    """The functions and classes of a program, by name. `name` is what tracebacks call its file."""
    names = {}
    names.update(
        torch=Operators(),
        __torch__=Own(names),
        ops=Named(prim=Named(device=lambda x: x.device, dtype=lambda x: x.dtype, is_cpu=lambda x: x.is_cpu, min=min, max=max)),
        Module=object,
        List=list,
        Dict=dict,
        Tensor=torch.Tensor,
        int=number(int),
        float=number(float),
        bool=number(bool),
        annotate=lambda kind, value: value,
        unchecked_cast=lambda kind, value: value,
    )
    exec(compile(text, name, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True), names)
    return names


def module(text, name, class_name, parameters=None):
    """The object whose methods a program is called by; parameters are what an exported one holds inside, by their paths."""
    made = load(text, name)[class_name]()
    made.training = False
    for path, tensor in (parameters or {}).items():
        at = made
        *folders, last = path.split(".")
        for folder in folders:
            if not hasattr(at, folder):
                setattr(at, folder, Named())
            at = getattr(at, folder)
        setattr(at, last, tensor)
    return made
