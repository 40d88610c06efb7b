"""Measures that are scripts of their own: they take --peer-python and --json, print a table, and write what they found.

A script's rows, under "rows" or as the whole list, with the names that `measure.Row` has, stand in the common table; whatever else it
writes is kept beside.
"""
import json
import subprocess
import sys

from measure import HOME, Row


def script(bench, name):
    """Runs bench/NAME.py; gives its rows."""
    file = HOME / "bench" / f"{name}.py"
    if not file.exists():
        bench.notes.add(f"bench/{name}.py is not there: {name} is not measured")
        return []
    out = bench.folder(name) / "found.json"
    command = [sys.executable, file, "--json", out]
    if bench.options.peer_python:
        command += ["--peer-python", bench.options.peer_python]
    command += passed_on(file, bench.options)
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if ended.returncode or not out.exists():
        bench.notes.add(f"bench/{name}.py ended with {ended.returncode} and wrote {'its' if out.exists() else 'no'} numbers")
        return []
    found = json.loads(out.read_text())
    rows = found if isinstance(found, list) else found.get("rows", [])
    read = [Row(**{key: row.get(key) for key in Row.__dataclass_fields__}) for row in rows if {"measure", "case", "ours"} <= set(row)]
    bench.extra[name] = found
    if not read:
        bench.texts.append(ended.stdout.strip())
    return read


def passed_on(file, options):
    """Those of the common options that the script has as well."""
    text = subprocess.run([sys.executable, file, "--help"], capture_output=True, text=True).stdout
    values = {"--runs": options.runs, "--threads": options.threads, "--data": options.data, "--model": options.model, "--rows": options.rows}
    command = [part for name, value in values.items() if name + " " in text and value for part in (name, str(value))]
    return command + (["--quick"] if options.quick and "--quick" in text else [])
