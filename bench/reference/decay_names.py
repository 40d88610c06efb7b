"""Makes src/test/resources/optim/decay_names.json: for each checkpoint the parameters that transformers' Trainer does not decay.

usage: python bench/reference/decay_names.py OUT_FILE CHECKPOINT...        (needs torch and transformers)
"""
import json, os, sys, types
from transformers import AutoConfig, AutoModelForSequenceClassification, Trainer

found = {}
for folder in sys.argv[2:]:
    model = AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(folder))
    decay = set(Trainer.get_decay_parameter_names(types.SimpleNamespace(), model))
    names = [name for name, _ in model.named_parameters()]
    assert decay <= set(names), folder
    key = '/'.join(os.path.normpath(folder).split(os.sep)[-2:])
    found[key] = {'parameters': len(names), 'no_decay': sorted(set(names) - decay)}
with open(sys.argv[1], 'w') as out:
    out.write(json.dumps(found, indent=0) + '\n')
