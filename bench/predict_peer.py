"""The peer of bench/predict.py: transformers' text-classification pipeline with batching.

usage: predict_peer.py MODEL_DIR TEXTS BATCH_SIZE MAX_LENGTH THREADS [--bf16]
TEXTS has a text a line. Warms up with a tenth of them and prints the SECONDS that all take, loading left out.
"""
import sys
import time

import torch
from transformers import pipeline

model, file, batch, length, threads = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
torch.set_num_threads(threads)
texts = open(file, encoding="utf-8").read().splitlines()
kind = torch.bfloat16 if "--bf16" in sys.argv else torch.float32
classify = pipeline("text-classification", model=model, device="cpu", dtype=kind)


def run(some):
    return classify(some, batch_size=batch, truncation=True, max_length=length)


run(texts[: len(texts) // 10])
begin = time.perf_counter()
run(texts)
print(time.perf_counter() - begin)
