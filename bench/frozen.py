"""Head-only training: a new head on a frozen encoder, the whole command.

Both sides train the pooler and the output. Ours runs the encoder without dropout, once for each text, and keeps what it gives; the peer
runs it in each epoch, with dropout, as it does unless one programs it otherwise.
"""
from measure import compared, in_turn
from sides import NO_FROZEN_DROPOUT, Sides, base_checkpoint, first_rows, known

EPOCHS = 5


def seconds(bench):
    folder = bench.folder("frozen")
    train = first_rows(bench.data("trec6", "train"), bench.options.rows, folder / "train.jsonl")
    sides = Sides(base_checkpoint(bench.options.model, train, folder), train, folder, bench.options)
    options = ["--freeze-layers", "all", *known([NO_FROZEN_DROPOUT], bench.notes)]
    calls = {"ours": lambda: sides.ours(EPOCHS, *options)}
    if bench.options.peer_python:
        calls["peer"] = lambda: sides.peer(EPOCHS, "--freeze-encoder")
    taken = in_turn(bench.options.runs, calls)
    speed = {side: [EPOCHS * sides.rows / run.wall for run in rounds] for side, rounds in taken.items()}
    case = f"trec6, {EPOCHS} epochs of the head alone"
    return [compared("frozen", case, speed["ours"], speed.get("peer"), "samples/s", at_least=4)]
