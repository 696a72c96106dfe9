"""Question 2 over many seeds: digits that move, with and without the right bias, and wines with idle columns.

python -m benchmarks.studies.deep_or_not [--seeds N]

Prints the lowest, the median and the highest test accuracy over the seeds, with the notebook's own code. Where a line
says "best of", the setting was chosen on the test data themselves, which flatters that model.
"""

import argparse
from itertools import product

import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = "setup ring-data ring-by-hand network learn digits-data digits-views digits-models digits-fixed table-code"
SVMS = [{"gamma": gamma} for gamma in ("scale", 0.05, 0.1, 0.2)]
MLPS = [{"hidden": H, "lr": lr, "epochs": 40} for H, lr in product((64, 256), (3e-3, 1e-2))]
DECAYED = [{"hidden": H, "weight_decay": d} for H, d in product((32, 128), (0.0, 1.0, 10.0, 30.0))]


def digits_once(q2, seed):
    """Return the accuracies of all models on centred, on moved and on shuffled digits."""
    found = {}
    for name, size in (("centred", 8), ("moved", 14)):
        data = q2["draw"](seed, size)
        found |= {
            f"{name}: linear on pixels": linear(*flat(q2, data)),
            f"{name}: SVM on pixels, best of 4": max(q2["svm"](q2["pixels"], *data, **s) for s in SVMS),
            f"{name}: forest on pixels": q2["forest"](*flat(q2, data), n_trees=200),
            f"{name}: MLP on pixels, best of 4": max(q2["mlp"](*data, **s) for s in MLPS),
            f"{name}: SVM on spectrum": q2["svm"](q2["spectrum"], *data),
            f"{name}: 32 learned filters": q2["learned"](*data)[0],
            f"{name}: 256 learned filters": q2["learned"](*data, n_filters=256)[0],
            f"{name}: 32 random filters": q2["left_random"](*data),
            f"{name}: 256 random filters": q2["left_random"](*data, n_filters=256),
        }
    data = q2["shuffled"](data)
    return found | {
        "moved and shuffled: SVM on pixels": q2["svm"](q2["pixels"], *data),
        "moved and shuffled: MLP on pixels": q2["mlp"](*data),
        "moved and shuffled: 32 learned filters": q2["learned"](*data)[0],
    }


def copies_once(q2, seed):
    """Return the accuracies if each training digit is shown at ten places."""
    data = q2["draw"](seed, 14, copies=10)
    return {
        "ten places: linear on pixels": linear(*flat(q2, data)),
        "ten places: SVM on pixels": q2["svm"](q2["pixels"], *data),
        "ten places: forest on pixels": q2["forest"](*flat(q2, data), n_trees=100),
        "ten places: MLP on pixels": q2["mlp"](*data),
        "ten places: 32 learned filters": q2["learned"](*data, epochs=6)[0],
    }


def linear(train, y, test, y_test, C=1.0):
    """Return the test accuracy of a logistic regression."""
    return LogisticRegression(C=C, max_iter=300).fit(train, y).score(test, y_test)


def flat(q2, data):
    """Return the data with each image as a row."""
    return q2["pixels"](data[0]), data[1], q2["pixels"](data[2]), data[3]


def wines_once(q2, seed):
    """Return the accuracies on wines with and without 100 idle columns."""
    found = {}
    for n_idle in (0, 100):
        X, y, X_test, y_test = data = q2["table"](seed, n_idle)
        keep = q2["best_columns"](X, y)
        accuracies = {
            "forest": (trees := q2["forest"](*data)),
            "MLP, best of 8": (net := max(q2["mlp"](*data, **s) for s in DECAYED)),
            "forest minus MLP": trees - net,
            "logistic regression": linear(*data, C=0.1),
            "MLP on the 13 best": q2["mlp"](X[:, keep], y, X_test[:, keep], y_test, hidden=128),
        }
        found |= {f"{n_idle} idle columns: {name}": value for name, value in accuracies.items()}
    return found


def main():
    """Run all seeds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=10)
    seeds, rows = parser.parse_args().seeds, []
    q2 = cells("02-deep-learning-vs-machine-learning", *CELLS.split())
    for seed in tqdm(range(seeds), disable=None):
        rows.append(digits_once(q2, seed) | copies_once(q2, seed) | wines_once(q2, seed))
    print(f"{len(rows)} seeds: lowest, median, highest")
    for name in rows[0]:
        low, middle, high = np.quantile([row[name] for row in rows], [0, 0.5, 1])
        print(f"    {name:50} {low:6.3f} {middle:6.3f} {high:6.3f}")


if __name__ == "__main__":
    main()
