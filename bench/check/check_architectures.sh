#!/usr/bin/env bash
# Trains the tiny checkpoint of every architecture for a few steps and checks the result in transformers: single texts and
# pairs, as a whole file, in shards, and in the original element type.
#
# usage: check_architectures.sh PYTHON        (a Python with torch and transformers)
set -euo pipefail
python=${1:?usage: check_architectures.sh PYTHON}
home=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" - "$home/datasets/support-tickets/test.csv" "$work" <<'PY'
import csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8')))
with open(sys.argv[2] + '/single.jsonl', 'w') as single, open(sys.argv[2] + '/pairs.jsonl', 'w') as pairs:
    for a, b in zip(rows[:60], rows[1:61]):
        text, other = list(a.values())[0], list(b.values())[0]
        single.write(json.dumps({'text': text}) + '\n')
        pairs.write(json.dumps({'text': text, 'text_pair': other}) + '\n')
PY
for name in bert distilbert roberta xlm-roberta electra albert mpnet deberta-v2 modernbert; do
  echo "== $name"
  "$home/classifine" train --model "$home/src/test/resources/parity/$name" --ignore-mismatched-sizes --max-steps 20 \
    --train "$home/datasets/support-tickets/train.csv" --output "$work/$name" --max-shard-size 60KB --device cpu > /dev/null 2>&1
  for texts in single pairs; do
    "$python" "$home/bench/check/check_transformers.py" "$work/$name" "$work/$texts.jsonl" 2> "$work/errors" || { cat "$work/errors"; exit 1; }
  done
done
