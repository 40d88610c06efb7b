"""Prints what TensorBoard reads of a folder of event files, and fails where it reads less than a run of Classifine writes.

    python bench/check/check_tensorboard.py OUTPUT/runs

Needs tensorboard (and no TensorFlow). Reads with the library that TensorBoard's server uses, and with its own readers of the
plugins' data.
"""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.pr_curve import metadata as pr_metadata
from tensorboard.plugins.text import metadata as text_metadata
from tensorboard.util import tensor_util


def main(folder):
    events = event_accumulator.EventAccumulator(folder, size_guidance={event_accumulator.TENSORS: 0})
    events.Reload()
    tags = events.Tags()
    print("scalars")
    for tag in tags["scalars"]:
        points = [(point.step, round(point.value, 6)) for point in events.Scalars(tag)]
        steps = [step for step, _ in points]
        once = steps if tag == "train/epoch" else set(steps)  # every entry of the log has its epoch, as transformers' have
        assert steps == sorted(once), f"{tag}: steps twice, or out of order: {steps}"
        print(f"  {tag}: {points}")
    print("histograms")
    for tag in tags["histograms"]:
        last = events.Histograms(tag)[-1]
        histogram = last.histogram_value
        assert sum(histogram.bucket) == histogram.num, tag
        assert all(a < b for a, b in zip(histogram.bucket_limit, histogram.bucket_limit[1:])), tag
        print(
            f"  {tag}: step {last.step}, {histogram.num:.0f} numbers in [{histogram.min:.4g}, {histogram.max:.4g}],"
            f" {len(histogram.bucket)} buckets"
        )
    print("tensors")
    for tag in tags["tensors"]:
        metadata = events.SummaryMetadata(tag)
        plugin = metadata.plugin_data.plugin_name
        for event in events.Tensors(tag):
            value = tensor_util.make_ndarray(event.tensor_proto)
            if plugin == pr_metadata.PLUGIN_NAME:
                content = pr_metadata.parse_plugin_metadata(metadata.plugin_data.content)
                assert value.shape == (6, content.num_thresholds), value.shape
                positives = value[0] + value[3]
                negatives = value[1] + value[2]
                assert (positives == positives[0]).all() and (negatives == negatives[0]).all()
                print(
                    f"  {tag}: step {event.step}, {content.num_thresholds} thresholds, {positives[0]:.0f} positives,"
                    f" {negatives[0]:.0f} negatives, precision and recall at 0.5: {value[4][100]:.4f} {value[5][100]:.4f}"
                )
            else:
                assert plugin == text_metadata.PLUGIN_NAME, plugin
                text_metadata.parse_plugin_metadata(metadata.plugin_data.content)
                lines = value.item().decode().splitlines()
                print(f"  {tag}: step {event.step}, {len(lines)} lines of text, the fourth: {json.dumps(lines[3])}")
    for expected in ("train/loss", "train/learning_rate", "train/train_loss"):
        assert expected in tags["scalars"], f"{expected} is missing"
    assert "args/text_summary" in tags["tensors"]


if __name__ == "__main__":
    main(sys.argv[1])
    print("ok")
