#!/usr/bin/env python3
"""Requests a second and latencies of `classifine serve` on the loopback address, with and without micro-batching.

usage: serve.py [--clients 1,8,32] [--seconds 5] [--requests 5000] [--runs 3] [--threads 2] [--checkpoint FOLDER] [--json FILE]

Each client is a thread with a connection of its own, which asks for one text of datasets/support-tickets after the other and waits
for each answer. A measurement ends after so many seconds or requests, whichever comes first; what is not answered with 200 is counted
apart. Clients and server share the machine's processors; the server's own processor time a request (Linux alone has it) depends
less on what else runs there. Without --checkpoint, minilm is given a head for two labels first.
"""
import argparse
import csv
import http.client
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from measure import CLASSIFINE, HOME, compared, in_turn
from predict import classifier

SIDES = {"micro-batches": [], "one at a time": ["--max-batch", "1"]}
WARM_UP_SECONDS = 1


def texts():
    with open(HOME / "datasets/support-tickets/test.csv", newline="", encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file)]


class Server:
    """A server in a process of its own, on a free port."""

    def __init__(self, model, threads, more):
        command = [CLASSIFINE, "serve", "--model", model, "--port", "0", "--device", "cpu", "--threads", threads, *more]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=sys.stderr, text=True)

    def __enter__(self):
        found = re.search(r":(\d+)/predict", self.process.stdout.readline())
        if not found:
            sys.exit("serve.py: the server did not start")
        self.port = int(found.group(1))
        return self

    def processor_seconds(self):
        """Of user and system, since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_):
        self.process.terminate()
        if self.process.wait(60):
            sys.exit(f"serve.py: the server ended with {self.process.returncode}")


def client(port, bodies, end, left, answers):
    """Asks until the time is over or nothing is left, and adds (status, seconds) for each request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in bodies:
        if time.perf_counter() > end or next(left, None) is None:
            break
        begin = time.perf_counter()
        connection.request("POST", "/predict", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        answers.append((response.status, time.perf_counter() - begin))
    connection.close()


def load(port, some, clients, seconds, requests):
    """All answers, and the seconds that they took."""
    left = iter(range(requests))
    answers, threads = [], []
    begin = time.perf_counter()
    for i in range(clients):
        shifted = some[i % len(some):] + some[: i % len(some)]
        bodies = itertools.cycle([json.dumps({"text": text}) for text in shifted])
        threads.append(threading.Thread(target=client, args=(port, bodies, begin + seconds, left, answers)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - begin


def measured(server, some, clients, options):
    load(server.port, some, clients, WARM_UP_SECONDS, options.requests)
    before = server.processor_seconds()
    answers, seconds = load(server.port, some, clients, options.seconds, options.requests)
    worked = server.processor_seconds() - before
    times = sorted(took for status, took in answers if status == 200)
    if not times:
        sys.exit("serve.py: no request was answered with 200")
    return {
        "per_second": len(times) / seconds,
        "p50_ms": 1000 * statistics.median(times),
        "p99_ms": 1000 * times[min(len(times) - 1, int(0.99 * len(times)))],
        "processor_ms": 1000 * worked / len(answers),
        "refused": len(answers) - len(times),
    }


def in_common_table(runs, clients):
    """Requests a second and processor time a request, with micro-batches over without."""
    together, alone = (runs[name] for name in SIDES)
    return [
        compared("serve", f"{count} clients, {' / '.join(SIDES)}", [run[count][key] for run in together], [run[count][key] for run in alone], unit)
        for count in clients
        for key, unit in (("per_second", "requests/s"), ("processor_ms", "cpu ms a request"))
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", default="1,8,32", type=lambda text: [int(part) for part in text.split(",")])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    some = texts()
    with tempfile.TemporaryDirectory() as folder:
        model = options.checkpoint or classifier(Path(folder), options.threads)

        def side(more):
            with Server(model, options.threads, more) as server:
                return {clients: measured(server, some, clients, options) for clients in options.clients}

        runs = in_turn(options.runs, {name: (lambda more=more: side(more)) for name, more in SIDES.items()})
    rows = []
    for clients in options.clients:
        for name in SIDES:
            found = {key: statistics.median(run[clients][key] for run in runs[name]) for key in runs[name][0][clients]}
            rows.append({"clients": clients, "side": name, **found})
    print(f"{'clients':>7}  {'':14}  {'requests/s':>10}  {'p50 ms':>8}  {'p99 ms':>8}  {'cpu ms':>7}  {'not 200':>7}")
    for row in rows:
        print(f"{row['clients']:>7}  {row['side']:14}  {row['per_second']:>10.1f}  {row['p50_ms']:>8.1f}  {row['p99_ms']:>8.1f}"
              f"  {row['processor_ms']:>7.2f}  {row['refused']:>7.0f}")
    if options.json:
        found = dict(rows=[row.values() for row in in_common_table(runs, options.clients)], medians=rows)
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
