"""Requests a second and latencies of `classifine serve` on the loopback address, with and without micro-batches.

Each client is a thread with a connection of its own, which asks for one text of datasets/support-tickets after the other and waits
for each answer. A measurement ends after so many seconds or requests, whichever comes first; what is not answered with 200 is counted
apart. Clients and server share the machine's processors; the server's own processor time a request (Linux alone has it) depends
less on what else runs there.
"""
import csv
import http.client
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measure import CLASSIFINE, HOME, compared, in_turn
from predict import classifier

CLIENTS, QUICK_CLIENTS = (1, 8, 32), (1, 4)
SECONDS, QUICK_SECONDS = 5, 0.5
WARM_UP_SECONDS, QUICK_WARM_UP_SECONDS = 1, 0.2
REQUESTS = 5000
TOGETHER, ALONE = "micro-batches", "one at a time"


def read_texts():
    with open(HOME / "datasets/support-tickets/test.csv", newline="", encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file)]


class Server:
    """A server in a process of its own, on a free port."""

    def __init__(self, model, options, batch):
        command = [CLASSIFINE, "serve", "--model", model, "--port", "0", "--device", "cpu", "--threads", options.threads,
                   "--max-length", options.max_length, "--max-batch", batch]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=sys.stderr, text=True)

    def __enter__(self):
        found = re.search(r":(\d+)/predict", self.process.stdout.readline())
        if not found:
            self.process.kill()
            sys.exit("serve: the server did not start")
        self.port = int(found.group(1))
        return self

    def processor_seconds(self):
        """Of user and system, since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_):
        self.process.terminate()
        if self.process.wait(60):
            sys.exit(f"serve: the server ended with {self.process.returncode}")


def client(port, texts, end, left):
    """Asks until the time is over or nothing is left; gives (status, seconds) of each request."""
    answers = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in itertools.cycle([json.dumps({"text": text}) for text in texts]):
        if time.perf_counter() > end or next(left, None) is None:
            break
        begin = time.perf_counter()
        connection.request("POST", "/predict", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        answers.append((response.status, time.perf_counter() - begin))
    connection.close()
    return answers


def load(port, texts, clients, seconds):
    """All answers, and the seconds that they took. What ends a client early ends the measurement."""
    left = iter(range(REQUESTS))
    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        starts = [i % len(texts) for i in range(clients)]
        asked = [pool.submit(client, port, texts[at:] + texts[:at], begin + seconds, left) for at in starts]
        answers = [answer for done in asked for answer in done.result()]
    return answers, time.perf_counter() - begin


def measured(server, texts, clients, quick):
    load(server.port, texts, clients, QUICK_WARM_UP_SECONDS if quick else WARM_UP_SECONDS)
    before = server.processor_seconds()
    answers, seconds = load(server.port, texts, clients, QUICK_SECONDS if quick else SECONDS)
    worked = server.processor_seconds() - before
    times = sorted(took for status, took in answers if status == 200)
    if not times:
        sys.exit("serve: no request was answered with 200")
    return {
        "per_second": len(times) / seconds,
        "p50_ms": 1000 * statistics.median(times),
        "p99_ms": 1000 * times[min(len(times) - 1, int(0.99 * len(times)))],
        "processor_ms": 1000 * worked / len(answers),
        "refused": len(answers) - len(times),
    }


def latencies(runs, clients):
    """A table of its own: medians by the number of clients, with and without micro-batches."""
    lines = [f"{'clients':>7}  {'':14}  {'requests/s':>10}  {'p50 ms':>8}  {'p99 ms':>8}  {'cpu ms':>7}  {'not 200':>7}"]
    for count, side in itertools.product(clients, runs):
        row = {key: statistics.median(run[count][key] for run in runs[side]) for key in runs[side][0][count]}
        lines.append(f"{count:>7}  {side:14}  {row['per_second']:>10.1f}  {row['p50_ms']:>8.1f}  {row['p99_ms']:>8.1f}"
                     f"  {row['processor_ms']:>7.2f}  {row['refused']:>7.0f}")
    return "\n".join(lines)


def speeds(bench):
    """Requests a second and processor time a request, with micro-batches over without."""
    options = bench.options
    clients = QUICK_CLIENTS if options.quick else CLIENTS
    texts, model = read_texts(), classifier(options.model, bench.folder("serve"))

    def side(batch):
        with Server(model, options, batch) as server:
            return {count: measured(server, texts, count, options.quick) for count in clients}

    runs = in_turn(options.runs, {TOGETHER: lambda: side(options.batch_size), ALONE: lambda: side(1)})
    bench.extra["serve"] = runs
    bench.texts.append(latencies(runs, clients))
    return [
        compared("serve", f"{count} clients, {TOGETHER} / {ALONE}", *([run[count][key] for run in runs[name]] for name in (TOGETHER, ALONE)), unit)
        for count in clients
        for key, unit in (("per_second", "requests/s"), ("processor_ms", "cpu ms a request"))
    ]
