"""The peer: transformers.Trainer on the same checkpoint and data.

usage: peer.py MODEL_DIR TRAIN.jsonl EPOCHS BATCH_SIZE LEARNING_RATE MAX_LENGTH THREADS
               [--bf16] [--pad-to-maximum] [--group-by-length] [--freeze-encoder] [--seed N] [--test FILE.jsonl] [--first-step]
               [--device cpu]
The checkpoint's head must know the labels. Float32 and dynamic padding, unless told otherwise. Prints one line, RESULT {json}.
"""
import argparse
import json
import tempfile

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding, Trainer, TrainerCallback, TrainingArguments

parser = argparse.ArgumentParser()
for name, kind in (("model_dir", str), ("train_file", str), ("epochs", float), ("batch_size", int), ("learning_rate", float),
                   ("max_length", int), ("threads", int)):
    parser.add_argument(name, type=kind)
parser.add_argument("--bf16", action="store_true")
parser.add_argument("--pad-to-maximum", action="store_true", help="every text to MAX_LENGTH, as its example script does")
parser.add_argument("--group-by-length", action="store_true", help="rows of like length meet in a batch")
parser.add_argument("--freeze-encoder", action="store_true", help="only the head is trained, its pooler with it")
parser.add_argument("--seed", type=int, default=42)
parser.add_argument("--test", help="rows whose accuracy is told")
parser.add_argument("--first-step", action="store_true", help="prints FIRST STEP after the first and ends there")
parser.add_argument("--device", default="cpu", help="other than cpu: every GPU that it sees")
given = parser.parse_args()
torch.set_num_threads(given.threads)
tokenizer = AutoTokenizer.from_pretrained(given.model_dir)
model = AutoModelForSequenceClassification.from_pretrained(given.model_dir)
if given.freeze_encoder:
    for name, parameter in model.base_model.named_parameters():
        parameter.requires_grad_(name.startswith("pooler."))


def rows(file):
    read = [json.loads(line) for line in open(file, encoding="utf-8")]
    padding = "max_length" if given.pad_to_maximum else False
    encoded = tokenizer([row["text"] for row in read], truncation=True, max_length=given.max_length, padding=padding)
    return [
        {**{key: encoded[key][i] for key in encoded}, "labels": model.config.label2id[row["labels"][0]]}
        for i, row in enumerate(read)
    ]


def grouped():
    """The argument that groups by length, as transformers 5 or those before it call it."""
    if "train_sampling_strategy" in TrainingArguments.__dataclass_fields__:
        return dict(train_sampling_strategy="group_by_length")
    return dict(group_by_length=True)


arguments = TrainingArguments(
    tempfile.mkdtemp(),
    per_device_train_batch_size=given.batch_size,
    per_device_eval_batch_size=64,
    num_train_epochs=given.epochs,
    learning_rate=given.learning_rate,
    seed=given.seed,
    bf16=given.bf16,
    save_strategy="no",
    report_to=[],
    use_cpu=given.device == "cpu",
    disable_tqdm=True,
    **(grouped() if given.group_by_length else {}),
)
trainer = Trainer(model, arguments, train_dataset=rows(given.train_file), data_collator=DataCollatorWithPadding(tokenizer))
if given.first_step:

    class FirstStep(TrainerCallback):
        def on_step_end(self, arguments, state, control, **more):
            print("FIRST STEP", flush=True)
            control.should_training_stop = True

    trainer.add_callback(FirstStep())
metrics = trainer.train().metrics
result = {"train_samples_per_second": metrics["train_samples_per_second"], "train_loss": metrics["train_loss"]}
if given.test:
    predicted = trainer.predict(rows(given.test))
    result["accuracy"] = float((predicted.predictions.argmax(-1) == predicted.label_ids).mean())
print("RESULT " + json.dumps(result))
