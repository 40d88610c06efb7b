"""Texts a second of `classifine predict`, against transformers' pipeline and ONNX Runtime's Java API.

The texts are trec6's, as often as it needs. Ours is the whole command, from a file to a file: the wall time for all texts less that for a
tenth of them. The others are timed inside their process, loaded and warmed up, from texts to results in memory. Their batches have
--batch-size rows, ours as many as 2048 tokens allow. transformers' pipeline batches as the texts come. ONNX Runtime runs the encoder
that all-MiniLM-L6-v2 was published as, in batches of like length: one at a time on all threads, and one a thread side by side, as ours
are. What stands in the table is the faster of the two.
"""
import itertools
import json
import shutil
import statistics
import subprocess
import sys

from measure import CLASSIFINE, HOME, compared, in_turn, run
from sides import base_checkpoint
from training import has_bf16

LABELS = ("no", "yes")
QUICK_TEXTS = 500


def read_texts(file, count):
    with file.open(encoding="utf-8") as lines:
        found = [" ".join(json.loads(line)["text"].split()) for line in lines]
    return list(itertools.islice(itertools.cycle(found), count))


def write_texts(file, texts):
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return file


def classifier(model, folder):
    """A checkpoint with a head for two labels; what it knows does not matter here."""
    few = folder / "few.jsonl"
    few.write_text("".join(json.dumps(dict(text=label, labels=[label])) + "\n" for label in LABELS))
    return base_checkpoint(model, few, folder)


def onnx_path(folder):
    """The class path of ONNX Runtime in the version that the tests have, or None where Maven does not give it."""
    target = folder / "onnxruntime"
    command = ["mvn", "-q", "-B", "-f", HOME / "pom.xml", "dependency:copy-dependencies", "-DincludeArtifactIds=onnxruntime",
               f"-DoutputDirectory={target}"]
    if not shutil.which("mvn") or subprocess.run(command, stdout=sys.stderr).returncode:
        return None
    return f"{HOME / 'target/lib'}/*:{target}/*"


def onnx_calls(bench, folder, seconds):
    """The two arrangements by name; none where there is nothing to run."""
    options = bench.options
    if options.model != "minilm":
        bench.notes.add(f"predict: ONNX Runtime has the encoder of minilm alone, and --model is {options.model}: left out")
        return {}
    path = onnx_path(folder)
    if not path:
        bench.notes.add("predict: Maven does not give ONNX Runtime: left out")
        return {}

    def call(workers, threads):
        program = ["java", "-cp", path, HOME / "bench" / "OnnxEncoder.java", folder / "texts.txt", workers, threads]
        return lambda: seconds([*program, options.batch_size, options.max_length])

    return {"onnxruntime, a batch at a time": call(1, options.threads), "onnxruntime, a batch a thread": call(options.threads, 1)}


def sides(bench):
    options, folder = bench.options, bench.folder("predict")
    texts = read_texts(bench.data("trec6", "train"), QUICK_TEXTS if options.quick else options.texts)
    tenth = len(texts) // 10
    all_file, tenth_file = write_texts(folder / "all.jsonl", texts), write_texts(folder / "tenth.jsonl", texts[:tenth])
    plain = folder / "texts.txt"
    plain.write_text("\n".join(texts) + "\n", encoding="utf-8")
    model = classifier(options.model, folder)

    def ours(*more):
        def seconds(file):
            return run([CLASSIFINE, "predict", "--model", model, "--input", file, "--output", folder / "out.jsonl", "--device", "cpu",
                        "--threads", options.threads, "--max-length", options.max_length, *more]).wall
        return (len(texts) - tenth) / (seconds(all_file) - seconds(tenth_file))

    def other(command):
        return len(texts) / float(run(command).out.split()[-1])

    calls = {"ours float32": ours, **onnx_calls(bench, folder, other)}
    bf16 = has_bf16(bench)
    if bf16:
        calls["ours bf16"] = lambda: ours("--bf16")
    if options.peer_python:
        peer = [options.peer_python, HOME / "bench" / "predict_peer.py", model, plain, options.batch_size, options.max_length,
                options.threads]
        calls["peer float32"] = lambda: other(peer)
        if bf16:
            calls["peer bf16"] = lambda: other([*peer, "--bf16"])
    return calls


def speeds(bench):
    taken = in_turn(bench.options.runs, sides(bench))
    bench.extra["predict"] = taken
    onnx = max((side for side in taken if side.startswith("onnx")), key=lambda side: statistics.median(taken[side]), default=None)
    return [
        compared("predict", f"{ours} / {other}", taken[ours], taken.get(other), "texts/s", at_least=goal)
        for ours, other, goal in (
            ("ours float32", "peer float32", 2.5),
            ("ours float32", onnx, 1.5),
            ("ours bf16", "peer bf16", 2.5),
            ("ours bf16", onnx, 1.5),  # which has no products in bfloat16 on x86
            ("ours bf16", "peer float32", None),
        )
        if other and ours in taken
    ]
