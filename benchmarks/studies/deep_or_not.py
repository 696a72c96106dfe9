"""Question 2 over many seeds: digits that move, with and without the right bias, and wines with idle columns.

python -m benchmarks.studies.deep_or_not [--seeds N]

Prints the lowest, the median and the highest test accuracy over N seeds (wines: over 2 N), with the notebook's own
code. Where a line says "best of", the setting was chosen on the test data themselves, which flatters that model.
"""

from functools import partial
from itertools import product

from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from benchmarks.studies import cells, over, seeds_asked

CELLS = "setup ring-data ring-by-hand network learn digits-data digits-views digits-models digits-order table-code"
SVMS = [{"gamma": gamma} for gamma in ("scale", 0.05, 0.1, 0.2)]
MLPS = [{"hidden": H, "lr": lr, "epochs": 40} for H, lr in product((64, 256), (3e-3, 1e-2))]
DECAYED = [{"hidden": H, "weight_decay": d} for H, d in product((32, 128), (0.0, 1.0, 10.0, 30.0))]


def digits_once(q2, seed):
    """Return the accuracies on digits: centred, moved, reordered, and with more and fewer of them to learn from."""
    moved = q2["draw"](seed, moved=True)
    some = ["best SVM", "SVM, spectrum", "256 random filters", "32 learned filters"]
    raw = ["SVM", "MLP", "32 learned filters"]
    cases = {
        "centred": (q2["draw"](seed, moved=False), None, 20),
        "moved": (moved, None, 20),
        "ten places": (q2["draw"](seed, moved=True, copies=10), ["linear", "forest", *raw], 6),
        "100 digits": (q2["draw"](seed, moved=True, n=100), some, 80),
        "1200 digits": (q2["draw"](seed, moved=True, n=1200), some, 20),
        "each digit reordered": (q2["digits_reordered"](seed), raw, 20),
        "canvas reordered": (q2["canvas_reordered"](moved), raw, 20),
    }
    found = {}
    for case, (data, names, epochs) in cases.items():
        models = image_models(q2, data, epochs)
        found |= {f"{case}: {name}": models[name]() for name in names or models}
    return found | {
        "centred: best SVM minus spectrum": found["centred: best SVM"] - found["centred: SVM, spectrum"]
    }


def image_models(q2, data, epochs):
    """Return, by name, functions without arguments that give the test accuracy of a model."""
    flat = q2["pixels"](data[0]), data[1], q2["pixels"](data[2]), data[3]
    return {
        "linear": lambda: LogisticRegression(max_iter=300).fit(*flat[:2]).score(*flat[2:]),
        "SVM": lambda: q2["svm"](q2["pixels"], *data),
        "best SVM": lambda: max(q2["svm"](q2["pixels"], *data, **s) for s in SVMS),
        "forest": lambda: q2["forest"](*flat, n_trees=100),
        "MLP": lambda: q2["mlp"](*data),
        "best MLP": lambda: max(q2["mlp"](*data, **s) for s in MLPS),
        "SVM, spectrum": lambda: q2["svm"](q2["spectrum"], *data),
        "32 random filters": lambda: q2["left_random"](*data),
        "256 random filters": lambda: q2["left_random"](*data, n_filters=256),
        "32 learned filters": lambda: q2["learned"](*data, epochs=epochs)[0],
        "256 learned filters": lambda: q2["learned"](*data, n_filters=256, epochs=epochs)[0],
    }


def wines_once(q2, seed):
    """Return the accuracies on wines with and without 100 idle columns."""
    found = {}
    for n_idle in (0, 100):
        X, y, X_test, y_test = data = q2["table"](seed, n_idle)
        keep = q2["best_columns"](X, y)
        sparse = LinearSVC(penalty="l1", dual=False, C=0.3, random_state=0).fit(X, y)
        accuracies = {
            "forest": (trees := q2["forest"](*data)),
            "MLP, best of 8": (net := max(q2["mlp"](*data, **s) for s in DECAYED)),
            "forest minus MLP": trees - net,
            "logistic regression": LogisticRegression(C=0.1, max_iter=300).fit(X, y).score(X_test, y_test),
            "linear SVM, L1 penalty": sparse.score(X_test, y_test),
            "MLP on the 13 best": q2["mlp"](X[:, keep], y, X_test[:, keep], y_test, hidden=128),
        }
        found |= {f"{n_idle} idle columns: {name}": value for name, value in accuracies.items()}
    return found


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__, 10)
    q2 = cells("02-deep-learning-vs-machine-learning", *CELLS.split())
    over(seeds, partial(digits_once, q2), "digits")
    over(range(2 * len(seeds)), partial(wines_once, q2), "wines")


if __name__ == "__main__":
    main()
