"""That programs as eager Python compute what they do as TorchScript: on the processor, against the tiny checkpoints' expected numbers."""
import inspect
import json

import torch
from safetensors.torch import load_file

import eager

# Of a logit, and of a gradient's norm relative to the global norm. Half precision only shows that nothing is grossly wrong.
TOLERANCES = {"float32": 1e-5, "fp16": 2e-2, "bf16": 2e-1}


def weights(program, folder):
    """The checkpoint's parameters; of a low-rank update A random and B zero, so that it changes nothing."""
    found = load_file(folder / "model.safetensors")
    generator = torch.Generator().manual_seed(1)
    for name, shape in program["parameters"].items():
        if name not in found:
            found[name] = torch.rand(shape, generator=generator) if ".lora_A." in name else torch.zeros(shape)
    return {name: found[name] for name in program["parameters"]}


def logits(program, parameters, encoding):
    ids = torch.tensor(encoding["input_ids"])
    mask = torch.tensor(encoding["attention_mask"])
    types = torch.tensor(encoding["token_type_ids"]) if "token_type_ids" in encoding else None
    made = eager.load(program["text"], program["name"])[program["class"]]
    if "w" in inspect.signature(made.forward).parameters:
        types = torch.zeros(1, 1, dtype=torch.int64) if types is None else types
        return made().forward(ids, mask.float(), types, parameters)
    return eager.module(program["text"], program["name"], program["class"], parameters).forward(ids, mask, types)


def difference(program, folder):
    """The largest difference of a logit from what transformers computed."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    parameters = weights(program, folder)
    cases = [(expected.get("encodings", expected), expected["logits"])]
    if "pair_encodings" in expected:
        cases.append((expected["pair_encodings"], expected["pair_logits"]))
    with torch.no_grad():
        return max((logits(program, parameters, given) - torch.tensor(wanted)).abs().max().item() for given, wanted in cases)


def gradient_difference(program, folder):
    """The largest difference of a gradient's norm, relative to the global norm."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    parameters = {name: value.requires_grad_() for name, value in weights(program, folder).items()}
    result = logits(program, parameters, expected["encodings"])
    target = torch.tensor(expected["labels"]["single_label"])
    torch.nn.functional.cross_entropy(result, target, label_smoothing=0.1).backward()
    norms = expected["grad_norms"]
    whole = sum(norm**2 for norm in norms.values()) ** 0.5
    found = {name: 0.0 if value.grad is None else value.grad.norm().item() for name, value in parameters.items()}
    return max(abs(found[name] - norm) / whole for name, norm in norms.items())


def optimizer_difference(program):
    """The largest difference from torch.optim.AdamW with clipping, after three steps of two groups."""
    torch.manual_seed(3)
    shapes = [[(4, 3), (5,)], [(2,)]]
    rates, decays = [1e-2, 1e-3], [0.1, 0.0]
    mine = [[torch.randn(shape) for shape in group] for group in shapes]
    theirs = [[torch.nn.Parameter(x.clone()) for x in group] for group in mine]
    zeros = lambda: [[torch.zeros(shape) for shape in group] for group in shapes]
    means, squares = zeros(), zeros()
    steps = [[torch.zeros(()) for _ in group] for group in shapes]
    peer = torch.optim.AdamW(
        [dict(params=group, lr=rate, weight_decay=decay) for group, rate, decay in zip(theirs, rates, decays)], eps=1e-8)
    made = eager.module(program["text"], program["name"], program["class"])
    for step in range(3):
        gradients = [[torch.randn(shape) * 2 for shape in group] for group in shapes]
        for parameters, values in zip(theirs, gradients):
            for parameter, value in zip(parameters, values):
                parameter.grad = value.clone()
        torch.nn.utils.clip_grad_norm_([x for group in theirs for x in group], 1.0)
        peer.step()
        scaled = [[value * 8 for value in group] for group in gradients]  # as of a loss that was multiplied with 8
        made.adamw(mine, scaled, means, squares, steps, torch.tensor(0.5), rates, decays, 0.9, 0.999, 1e-8, 1.0, 8.0)
    return max((a - b).abs().max().item() for x, y in zip(mine, theirs) for a, b in zip(x, y))


def told(value, tolerance):
    return None if value <= tolerance else f"differs by {value:.1e}, more than {tolerance:.0e}"


def check(program, home):
    """A list of (what is compared, None or what was wrong)."""
    if program["name"] == "adamw.py":
        return [("numbers of 3 steps", told(optimizer_difference(program), 1e-6))]
    if "checkpoint" not in program:
        return []
    folder = home / program["checkpoint"]
    precision = program["name"].split()[1]
    found = [("logits", told(difference(program, folder), TOLERANCES[precision]))]
    if precision == "float32" and "parity" in program["checkpoint"] and not program["name"].endswith("exported"):
        found.append(("gradients", told(gradient_difference(program, folder), 1e-5)))
    return found
