#!/usr/bin/env python3
"""Loads a checkpoint of ours in transformers and compares its logits with those of `classifine predict`.

usage: check_transformers.py CHECKPOINT TEXTS.jsonl      (needs torch and transformers; prints what it found)
Fails where a key is missing or unexpected, a logit differs by more than 1e-5, or a label differs.
"""
import json
import subprocess
import sys
from pathlib import Path

import torch
import transformers

HOME = Path(__file__).resolve().parents[2]
checkpoint, texts_file = sys.argv[1:3]
model, info = transformers.AutoModelForSequenceClassification.from_pretrained(checkpoint, output_loading_info=True)
tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint)
for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
    assert not info[kind], f"{kind}: {info[kind]}"
print(f"transformers {transformers.__version__}, torch {torch.__version__}: {type(model).__name__},"
      f" problem_type {model.config.problem_type}, no missing or unexpected keys")

out = subprocess.run([HOME / "classifine", "predict", "--model", checkpoint, "--input", texts_file, "--logits", "--device", "cpu"],
                     check=True, capture_output=True, text=True).stdout
rows = [json.loads(line) for line in out.splitlines()]
worst, labels = 0.0, 0
with torch.no_grad():
    for row in rows:
        pair = [row["text_pair"]] if "text_pair" in row else None
        encoded = tokenizer([row["text"]], pair, truncation=True, return_tensors="pt")
        logits = model(**encoded).logits[0]
        worst = max(worst, (logits - torch.tensor(row["logits"])).abs().max().item())
        if "label" in row and model.config.problem_type != "regression":
            labels += model.config.id2label[int(logits.argmax())] == row["label"]
print(f"{len(rows)} texts, largest difference of a logit {worst:.2e}")
assert worst <= 1e-5, worst
if model.config.problem_type == "single_label_classification":
    pipe = transformers.pipeline("text-classification", model=checkpoint, device="cpu")
    inputs = [{"text": r["text"], "text_pair": r["text_pair"]} if "text_pair" in r else r["text"] for r in rows]
    same = sum(p["label"] == r["label"] for p, r in zip(pipe(inputs, truncation=True), rows))
    print(f"model: same label {labels} of {len(rows)}")
    print(f"pipeline(\"text-classification\"): same label {same} of {len(rows)}")
    assert same == labels == len(rows)
