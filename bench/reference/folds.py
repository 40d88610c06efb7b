"""What FoldsTest compares with: scikit-learn's folds, and the paper's algorithm written down again.

    python bench/reference/folds.py

Needs scikit-learn and numpy. The rows are made by a linear congruential generator, which the test
has too.
"""

import random

import numpy as np
from sklearn.model_selection import StratifiedKFold

MASK = (1 << 64) - 1


def uniform(state):
    """The next state, and a number in [0, 1)."""
    state = (state * 6364136223846793005 + 1442695040888963407) & MASK
    return state, (state >> 33) / 2**31


def classes(seed, rows, k):
    """Class id with probability falling with its number, each class at least once, in order."""
    ids, state = list(range(k)), seed
    while len(ids) < rows:
        state, u = uniform(state)
        ids.append(int(k * u * u))
    return ids


def label_lists(seed, rows, probabilities):
    lists, state = [], seed
    for _ in range(rows):
        row = set()
        for label, p in enumerate(probabilities):
            state, u = uniform(state)
            if u < p:
                row.add(label)
        lists.append(row)
    return lists


def iterative(lists, labels, k, rng):
    """Algorithm 1 of Sechidis et al. 2011, line by line, subsets of 1/k each."""
    left = set(range(len(lists)))
    c = [len(lists) / k] * k
    ci = [[sum(i in y for y in lists) / k] * k for i in range(labels)]
    subsets = [[] for _ in range(k)]
    while left:
        count = {i: sum(i in lists[x] for x in left) for i in range(labels)}
        some = [n for n in count.values() if n > 0]
        if some:
            rare = rng.choice([i for i in count if count[i] == min(some)])
            rows, want = [x for x in left if rare in lists[x]], ci[rare]
        else:
            rows, want = list(left), c
        rng.shuffle(rows)
        for x in rows:
            m = [j for j in range(k) if want[j] == max(want)]
            m = [j for j in m if c[j] == max(c[j] for j in m)]
            j = rng.choice(m)
            subsets[j].append(x)
            left.discard(x)
            for i in lists[x]:
                ci[i][j] -= 1
            c[j] -= 1
    return subsets


def shuffled(lists, k, rng):
    rows = list(range(len(lists)))
    rng.shuffle(rows)
    return [rows[j::k] for j in range(k)]


def labels_distribution(lists, labels, subsets):
    """LD of the paper, section 4.1: how far the odds of a label in a fold are from those in all."""
    total = 0
    for i in range(labels):
        all_odds = sum(i in y for y in lists)
        all_odds /= len(lists) - all_odds
        for s in subsets:
            positives = sum(i in lists[x] for x in s)
            total += abs(positives / (len(s) - positives) - all_odds) / len(subsets)
    return total / labels


EVEN = [0.3] * 8
SKEWED = [0.5, 0.25, 0.12, 0.06, 0.04, 0.03, 0.02, 0.02]

for seed, rows, n_classes, k in [(1, 103, 4, 5), (2, 200, 7, 10), (3, 57, 3, 2)]:
    y = np.array(classes(seed, rows, n_classes))
    folds = StratifiedKFold(k, shuffle=True, random_state=0).split(np.zeros(rows), y)
    counts = [np.bincount(y[held], minlength=n_classes).tolist() for _, held in folds]
    print(f"classes({seed}, {rows}, {n_classes}) in {k}:", counts)

for name, probabilities in [("even", EVEN), ("skewed", SKEWED)]:
    lists = label_lists(4, 600, probabilities)
    for how in (iterative, shuffled):
        values = []
        for seed in range(30):
            rng = random.Random(seed)
            args = (lists, 5, rng) if how is shuffled else (lists, 8, 5, rng)
            values.append(labels_distribution(lists, 8, how(*args)))
        print(name, how.__name__, f"LD {np.mean(values):.5f}, worst {max(values):.5f}")
