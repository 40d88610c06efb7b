#!/usr/bin/env python3
"""Loads an exported archive in PyTorch and compares it with the checkpoint in transformers.

usage: check_torchscript.py CHECKPOINT MODEL.pt      (needs torch and transformers; prints what it found)
Fails where a name of the state dict is missing or unexpected, a weight differs, or a logit differs by more than 1e-5.
"""
import sys
import zipfile

import torch
import transformers

checkpoint, file = sys.argv[1:3]
model = transformers.AutoModelForSequenceClassification.from_pretrained(checkpoint, dtype=torch.float32).eval()
exported = torch.jit.load(file, map_location="cpu")
assert not exported.training
mine, theirs = exported.state_dict(), model.state_dict()
assert list(mine) == list(theirs) or set(mine) == set(theirs), set(mine) ^ set(theirs)
for name in theirs:
    assert torch.equal(mine[name], theirs[name]), name
with zipfile.ZipFile(file) as archive, open(file, "rb") as raw:
    for entry in archive.infolist():  # a record begins after the local header, the name and the extra field
        raw.seek(entry.header_offset + 26)
        name, extra = (int.from_bytes(raw.read(2), "little") for _ in range(2))
        assert (entry.header_offset + 30 + name + extra) % 64 == 0, entry.filename

torch.manual_seed(7)
words, types = model.config.vocab_size, getattr(model.config, "type_vocab_size", 0)
padding = model.config.pad_token_id or 0
typed = "token_type_ids" in model.forward.__code__.co_varnames and types > 1


def largest(module, dtype=None, device="cpu"):
    """The largest difference of a logit over batches of several widths."""
    worst = 0.0
    for rows, width in ((1, 1), (1, 7), (4, 12), (3, 31)):
        ids = torch.randint(5, words, (rows, width))
        mask = torch.ones_like(ids)
        for row in range(1, rows):
            mask[row, max(1, width - 3 * row):] = 0
        ids = ids.masked_fill(mask == 0, padding)
        token_types = torch.randint(0, types, (rows, width)) if typed else None
        for given in ([None, token_types] if typed else [None]):
            arguments = {} if given is None else {"token_type_ids": given}
            with torch.no_grad():
                expected = model(input_ids=ids, attention_mask=mask, **arguments).logits
                for kind in (torch.int64, torch.int32):
                    got = module(ids.to(kind), mask.to(kind), **{key: value.to(kind) for key, value in arguments.items()})
                    assert got.shape == expected.shape and (dtype is None or got.dtype == dtype)
                    worst = max(worst, (got.float() - expected).abs().max().item())
    return worst


worst = largest(exported)
frozen = largest(torch.jit.freeze(torch.jit.load(file)))
narrow = {}
for dtype in (torch.bfloat16, torch.float16):
    try:
        narrow[dtype] = f"{largest(torch.jit.load(file).to(dtype), dtype):.1e}"
    except RuntimeError as error:
        narrow[dtype] = "not supported (" + str(error).strip().splitlines()[-1][:60] + ")"
order = "same order" if list(mine) == list(theirs) else "other order"
print(f"{model.config.model_type}: torch {torch.__version__}, transformers {transformers.__version__}, {len(mine)} weights"
      f" ({order}), largest difference of a logit {worst:.1e}, frozen {frozen:.1e},"
      + ", ".join(f" {str(dtype).removeprefix('torch.')} {found}" for dtype, found in narrow.items()))
assert max(worst, frozen) <= 1e-5, (worst, frozen)
