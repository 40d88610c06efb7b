"""Writes the files beside it: what torch.save makes of one state dict, and the values that are in it."""

import collections
import json
import pathlib

import safetensors.torch
import torch

here = pathlib.Path(__file__).parent
torch.manual_seed(1)

dense = torch.nn.Linear(3, 4)
tensors = collections.OrderedDict()
tensors["dense.weight"] = dense.weight.detach()
tensors["dense.bias"] = dense.bias  # a parameter, not only a tensor
tensors["half"] = torch.tensor([[1.0, -2.5], [65504.0, 2.0**-24]], dtype=torch.float16)
tensors["brain"] = torch.tensor([3.140625, -(2.0**-133), 0.0], dtype=torch.bfloat16)
tensors["double"] = torch.tensor([0.1, 1e-45, -123456789.125], dtype=torch.float64)
tensors["tied"] = tensors["dense.weight"]
tensors["transposed"] = tensors["dense.weight"].t()
base = torch.arange(120, dtype=torch.float16)
tensors["part"] = base.view(2, 3, 4, 5)[1, :, 1:3, ::2]
tensors["permuted"] = base.view(2, 3, 4, 5).permute(2, 0, 3, 1)
tensors["scalar"] = torch.tensor(7.5)
tensors["empty"] = torch.empty(0, 5)
tensors["position_ids"] = torch.arange(6).expand((1, -1))
tensors["mask"] = torch.tensor([True, False])
tensors._metadata = collections.OrderedDict({"": {"version": 1}, "dense": {"version": 1}})

torch.save(tensors, here / "file.bin")
with open(here / "stream.bin", "wb") as stream:  # another root in the zip file, and newer operations in the pickle
    torch.save(dict(tensors), stream, pickle_protocol=4)
torch.save(tensors, here / "legacy.bin", _use_new_zipfile_serialization=False)

expected = {
    name: {"dtype": str(t.dtype), "shape": list(t.shape), "values": t.detach().float().flatten().tolist()}
    for name, t in tensors.items()
}
(here / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")

# The weights of another test's checkpoint, as torch.save writes a state dict.
electra = here / "electra"
electra.mkdir(exist_ok=True)
weights = here.parent / "variants" / "electra-projected" / "model.safetensors"
torch.save(safetensors.torch.load_file(weights), electra / "pytorch_model.bin")
