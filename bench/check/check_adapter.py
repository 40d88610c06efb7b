#!/usr/bin/env python3
"""Loads an adapter of ours with Python's PEFT and compares its logits with those of `classifine predict`.

usage: check_adapter.py ADAPTER TEXTS.jsonl      (needs torch, transformers and peft; prints what it found)
Fails where PEFT finds a key missing or unexpected, or a logit differs by more than 1e-5.
"""
import json
import subprocess
import sys
import warnings
from pathlib import Path

import peft
import torch
import transformers
from safetensors.torch import load_file

HOME = Path(__file__).resolve().parents[2]
adapter, texts_file = sys.argv[1:3]
config = peft.PeftConfig.from_pretrained(adapter)
labels = len(json.loads((Path(adapter) / "config.json").read_text())["id2label"])
base = transformers.AutoModelForSequenceClassification.from_pretrained(
    config.base_model_name_or_path, num_labels=labels, ignore_mismatched_sizes=True)
warnings.filterwarnings("error", message=".*missing adapter keys.*")
model = peft.PeftModel.from_pretrained(base, adapter)
with torch.no_grad():
    tokenizer = transformers.AutoTokenizer.from_pretrained(adapter)
    held = peft.get_peft_model_state_dict(model)
    stored = load_file(Path(adapter) / "adapter_model.safetensors")
    assert held.keys() == stored.keys(), held.keys() ^ stored.keys()
    assert all(torch.equal(held[key], stored[key]) for key in held)
    print(f"peft {peft.__version__}: r {config.r}, targets {sorted(config.target_modules)[:4]}, {len(held)} tensors, as stored")
    out = subprocess.run([HOME / "classifine", "predict", "--model", adapter, "--input", texts_file, "--logits", "--device", "cpu"],
                         check=True, capture_output=True, text=True).stdout
    model.eval()
    worst = 0.0
    rows = [json.loads(line) for line in out.splitlines()]
    for row in rows:
        logits = model(**tokenizer([row["text"]], truncation=True, return_tensors="pt")).logits[0]
        worst = max(worst, (logits - torch.tensor(row["logits"])).abs().max().item())
print(f"{len(rows)} texts, largest difference of a logit {worst:.2e}")
assert rows and worst <= 1e-5, worst
