#!/usr/bin/env python3
"""Texts a second of `classifine predict`, against transformers' pipeline and ONNX Runtime's Java API.

usage: predict.py --data FOLDER [--peer-python PYTHON] [--rows 20000] [--runs 5] [--batch-size 32] [--max-length 128]
                  [--threads 2] [--quick] [--json FILE]

FOLDER holds trec6/train.jsonl, whose texts are taken as often as it needs. Ours is the whole command, reading and writing files: the
wall time for all rows less that for a tenth of them. The others are timed inside their process, loaded and warmed up. ONNX Runtime
runs the encoder that all-MiniLM-L6-v2 was published as, in batches of like length; transformers' pipeline batches as the texts come.
"""
import argparse
import itertools
import json
import tempfile
from pathlib import Path

from measure import CLASSIFINE, HOME, compared, in_turn, run, table

LABELS = ("no", "yes")
QUICK_ROWS = 500


def texts(data, rows):
    lines = (data / "trec6" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    found = [" ".join(json.loads(line)["text"].split()) for line in lines]
    return list(itertools.islice(itertools.cycle(found), rows))


def write(file, some):
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in some), encoding="utf-8")
    return file


def classifier(folder, threads):
    """A checkpoint with a head for two labels; what it knows does not matter here."""
    few = folder / "few.jsonl"
    few.write_text("".join(json.dumps(dict(text=label, labels=[label])) + "\n" for label in LABELS))
    model = folder / "model"
    run([CLASSIFINE, "train", "--model", "minilm", "--train", few, "--output", model, "--max-steps", "1", "--device", "cpu",
         "--threads", threads])
    return model


def onnx_path(folder):
    """The class path of ONNX Runtime, or None where Maven does not give it."""
    target = folder / "onnxruntime"
    run(["mvn", "-q", "-B", "-f", HOME / "bench/onnxruntime/pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={target}"])
    return f"{HOME / 'target/lib'}/*:{target}/*"


def sides(options, folder):
    some = texts(options.data, options.rows)
    all_rows, tenth = write(folder / "all.jsonl", some), write(folder / "tenth.jsonl", some[: len(some) // 10])
    plain = folder / "texts.txt"
    plain.write_text("\n".join(some) + "\n", encoding="utf-8")
    model = classifier(folder, options.threads)

    def ours(*more):
        def seconds(file):
            return run([CLASSIFINE, "predict", "--model", model, "--input", file, "--output", folder / "out.jsonl", "--device", "cpu",
                        "--threads", options.threads, "--max-length", options.max_length, *more]).wall
        return (len(some) - len(some) // 10) / (seconds(all_rows) - seconds(tenth))

    def other(command):
        return len(some) / float(run(command).out.split()[-1])

    given = [options.batch_size, options.max_length]
    calls = {"ours float32": ours, "ours bf16": lambda: ours("--bf16")}
    path = onnx_path(folder)
    calls["onnxruntime"] = lambda: other(
        ["java", "-cp", path, HOME / "bench/onnxruntime/Encode.java", plain, options.threads, *given])
    if options.peer_python:
        peer = [options.peer_python, HOME / "bench/predict_peer.py", model, plain, *given, options.threads]
        calls["peer float32"] = lambda: other(peer)
        calls["peer bf16"] = lambda: other([*peer, "--bf16"])
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peer-python")
    for name, default in (("rows", 20_000), ("runs", 5), ("batch-size", 32), ("max-length", 128), ("threads", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.quick:
        options.rows, options.runs = QUICK_ROWS, 1
    with tempfile.TemporaryDirectory() as folder:
        taken = in_turn(options.runs, sides(options, Path(folder)))
    rows = []
    for ours, peer, goal in (
        ("ours float32", "peer float32", 2.5),
        ("ours float32", "onnxruntime", 1.5),
        ("ours bf16", "peer bf16", 2.5),
        ("ours bf16", "peer float32", None),
    ):
        rows.append(compared("predict", f"{ours} / {peer}", taken[ours], taken.get(peer), "texts/s", at_least=goal))
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps({"rows": [row.values() for row in rows], "taken": taken}, indent=2))


if __name__ == "__main__":
    main()
