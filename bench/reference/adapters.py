#!/usr/bin/env python3
"""Makes the adapters under src/test/resources/adapters with Python's PEFT, each with the logits that PEFT computes.

usage: python bench/reference/adapters.py        (needs torch, transformers and peft; runs on a CPU)

The base models are the tiny checkpoints under src/test/resources/parity; expected.json holds the logits [8, K] of their texts.
"""
import json
from pathlib import Path

import peft
import torch
import transformers

RESOURCES = Path(__file__).resolve().parents[2] / "src/test/resources"
ADAPTERS = {  # name: (base, labels, options)
    "bert": ("bert", 4, dict(r=4, lora_alpha=16, lora_dropout=0.1)),
    "roberta-layers": ("roberta", 3, dict(r=2, lora_alpha=6, use_rslora=True, target_modules=["query", "key", "value", "dense"],
                                            layers_to_transform=[0, 2])),
    "modernbert-pooler": ("modernbert", 4, dict(r=3, lora_alpha=2, target_modules=["Wqkv", "Wi"], modules_to_save=["head"])),
}

for number, (name, (base, labels, options)) in enumerate(ADAPTERS.items()):
    torch.manual_seed(number)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        RESOURCES / "parity" / base, num_labels=labels, ignore_mismatched_sizes=True)
    model = peft.get_peft_model(model, peft.LoraConfig(task_type="SEQ_CLS", **options))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.normal_(0, 0.2)
    model.eval()
    expected = json.loads((RESOURCES / "parity" / base / "expected.json").read_text())
    inputs = {key: torch.tensor(rows) for key, rows in expected["encodings"].items()}
    with torch.no_grad():
        logits = model(**inputs).logits
    folder = RESOURCES / "adapters" / name
    model.save_pretrained(folder)
    (folder / "README.md").unlink()
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = f"../../parity/{base}"
    config["target_modules"] = sorted(config["target_modules"])
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (folder / "expected.json").write_text(json.dumps(dict(
        peft=peft.__version__, transformers=transformers.__version__, torch=torch.__version__, logits=logits.tolist())) + "\n")
    print(name, sum(file.stat().st_size for file in folder.iterdir()), "bytes", logits[0].tolist())
