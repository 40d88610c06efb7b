"""The peer: transformers.Trainer on the same checkpoint and data, float32, dynamic padding.

usage: peer.py MODEL_DIR TRAIN.jsonl EPOCHS BATCH_SIZE LEARNING_RATE MAX_LENGTH THREADS
The checkpoint's head must know the labels. Prints one line, RESULT {json}.
"""
import json
import sys
import tempfile

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding, Trainer, TrainingArguments

model_dir, train_file = sys.argv[1:3]
epochs, batch_size, learning_rate, max_length, threads = (float(x) for x in sys.argv[3:8])
torch.set_num_threads(int(threads))
tokenizer = AutoTokenizer.from_pretrained(model_dir)
model = AutoModelForSequenceClassification.from_pretrained(model_dir)
rows = [json.loads(line) for line in open(train_file, encoding="utf-8")]
encoded = tokenizer([row["text"] for row in rows], truncation=True, max_length=int(max_length))
data = [
    {**{key: encoded[key][i] for key in encoded}, "labels": model.config.label2id[row["labels"][0]]}
    for i, row in enumerate(rows)
]
arguments = TrainingArguments(
    tempfile.mkdtemp(),
    per_device_train_batch_size=int(batch_size),
    num_train_epochs=epochs,
    learning_rate=learning_rate,
    save_strategy="no",
    report_to=[],
    use_cpu=True,
    disable_tqdm=True,
)
trainer = Trainer(model, arguments, train_dataset=data, data_collator=DataCollatorWithPadding(tokenizer))
metrics = trainer.train().metrics
print("RESULT " + json.dumps({"train_samples_per_second": metrics["train_samples_per_second"], "train_loss": metrics["train_loss"]}))
