"""Question 30 over many seeds: what a student learns from soft targets, and where it comes from.

python -m benchmarks.studies.distillation [--seeds N]

Prints the tables behind notebook 30 with the notebook's own code. A seed draws the split of the digits, the weights of
the student that all runs start from, the teacher, and the order of the shuffled doubt.
"""

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "by-hand",
    "loss",
    "teacher",
    "pull",
    "logits",
    "distil",
    "unseen",
    "unseen-claims",
    "unseen-why",
    "controls",
    "few",
    "few-claims",
    "dropped",
)


def drawn(q30, seed):
    """Return the data, the fresh student and the teacher of one seed."""
    data, fresh = q30["draw"](seed)
    return data, fresh, q30["teach"](data.X_train, data.y_train, seed)


def right(q30, params, data):
    """Return the test accuracy in percent."""
    return 100 * q30["accuracy"](q30["predict"](params, data.X_test), data.y_test)


def pulls(q30, seed):
    """Return the pull of the soft term over that of the hard term, and the gap to matching logits."""
    data, fresh, teacher = drawn(q30, seed)
    X, y = data.X_train[:500], data.y_train[:500]
    temperatures = q30["temperatures"]
    bare, kept = (q30["pull_ratios"](fresh, teacher, X, y, b, temperatures) for b in (False, True))
    z, v = q30["predict"](fresh, X), q30["predict"](teacher, X)
    found = {"teacher, test accuracy": right(q30, teacher, data)}
    found |= {f"without T^2, T = {T:.3g}": bare[i] for i, T in enumerate(temperatures) if i % 5 == 0}
    found |= {"without T^2, T = 10 / T = 100": bare[10] / bare[20]}
    found |= {"with T^2, lowest": kept.min(), "with T^2, highest": kept.max()}
    found |= {f"gap to logits, T = {T}": q30["gap_to_logits"](z, v, T) for T in (1, 10, 100, 200)}
    X, y = data.X_train[:300], data.y_train[:300]
    trained = q30["distil"](fresh, X, q30["predict"](teacher, X), y, 20, 0.5)
    later = q30["pull_ratios"](trained, teacher, X, y, True, (1, 4, 20, 100))
    return found | {f"with T^2, trained, T = {T}": x for T, x in zip((1, 4, 20, 100), later, strict=True)}


def unseen(q30, seed):
    """Return the share of 3s, in percent, that students recognise whose transfer set has none, and more."""
    data, fresh, teacher = drawn(q30, seed)
    students = q30["unseen"](data, fresh, teacher, seed)
    X, y = q30["without"](3, data)
    v = q30["predict"](teacher, X)
    for T, alpha, steps in ((1, 0, 1500), (4, 1, 150), (1, 1, 1500), (20, 1, 1500)):
        student = q30["distil"](fresh, X, v, y, T, alpha, steps=steps)
        students[f"T = {T}, alpha = {alpha}, {steps} steps"] = student
    found = {}
    for name, student in students.items():
        count = q30["answers_to"](student, data)
        found[f"3s recognised, {name}"] = 100 * count[3] / count.sum()
        found[f"all images, {name}"] = right(q30, student, data)
        found[f"likeness, {name}"] = q30["likeness"](student, teacher, X)
    rates = [
        students["teacher, T = 1"],
        *(q30["distil"](fresh, X, v, y, 1, 1, lr=lr) for lr in (0.005, 0.05, 0.1)),
    ]
    counts = [q30["answers_to"](student, data) for student in rates]
    found["3s recognised, T = 1, best of four rates"] = max(100 * count[3] / count.sum() for count in counts)
    for T in (1, 20):
        found[f"median probability of a 3, T = {T}"] = np.median(q30["soften"](v, T)[:, 3])
    late, early = (found[f"3s recognised, teacher, T = {T}"] for T in (1, 20))
    found["3s recognised, T = 20 minus T = 1"] = early - late
    early, late = (found[f"likeness, teacher, T = {T}"] for T in (20, 1))
    found["likeness, T = 20 minus T = 1"] = early - late
    return found | {"T = 1, logit of 3 raised": with_known_share(q30, students["teacher, T = 1"], data)}


def other_digits(q30, seed):
    """Return the share of each digit, in percent, that a student of T = 20 recognises whose transfer set has none."""
    data, fresh, teacher = drawn(q30, seed)
    found = {}
    for digit in range(10):
        X, y = q30["without"](digit, data)
        student = q30["distil"](fresh, X, q30["predict"](teacher, X), y, 20, 1)
        count = q30["answers_to"](student, data, digit)
        found[f"without {digit}"] = 100 * count[digit] / count.sum()
    return found


def with_known_share(q30, student, data):
    """Return the share of 3s recognised when a bias makes 3s as frequent among the answers as they are known to be."""
    z, low, high = q30["predict"](student, data.X_test), -30.0, 30.0
    shift = np.eye(10)[3]
    for _ in range(40):
        middle = (low + high) / 2
        small = q30["soften"](z + middle * shift, 1)[:, 3].mean() < 0.1
        low, high = (middle, high) if small else (low, middle)
    return 100 * np.mean((z + middle * shift)[data.y_test == 3].argmax(axis=1) == 3)


def few(q30, seed):
    """Return the test accuracy of the students of 50 images, in percent, and their gains over labels in points."""
    data, fresh, teacher = drawn(q30, seed)
    targets, X, y = q30["few"](data, teacher, seed)
    smoothed = q30["teach"](data.X_train, data.y_train, seed, smoothing=0.1)
    targets["smoothed teacher"] = q30["predict"](smoothed, X)
    found = {name: 100 * value for name, value in q30["scores"](targets, X, y, data, fresh).items()}
    found |= {f"{name} minus labels": found[name] - found["labels"] for name in targets}
    controls = max(found[f"{name} minus labels"] for name in ("even doubt", "teacher of the same 50"))
    found["better of these two controls / soft targets"] = controls / found["soft targets minus labels"]
    found["teachers: smoothed minus plain"] = right(q30, smoothed, data) - right(q30, teacher, data)
    best = {"smoothed teacher": found["smoothed teacher"], "soft targets": found["soft targets"]}
    for T in (1, 4):
        for name in best:
            student = q30["distil"](fresh, X, targets[name], y, T, 1)
            found[f"{name}, T = {T}"] = right(q30, student, data)
            best[name] = max(best[name], found[f"{name}, T = {T}"])
    for T, at in ((20, ""), (4, ", T = 4"), (1, ", T = 1")):
        difference = found[f"smoothed teacher{at}"] - found[f"soft targets{at}"]
        found[f"students of these, T = {T}: smoothed minus plain"] = difference
    found["soft targets, T = 1, minus labels"] = found["soft targets, T = 1"] - found["labels"]
    late = q30["distil"](fresh, X, targets["soft targets"], y, 1, 1, steps=1500)
    found["soft targets, T = 1, 1500 steps, minus labels"] = right(q30, late, data) - found["labels"]
    even = q30["distil"](fresh, X, q30["evened"](targets["soft targets"], 4), y, 4, 1)
    found["even doubt, T = 4, minus labels"] = right(q30, even, data) - found["labels"]
    found["the same, each teacher at its best T"] = best["smoothed teacher"] - best["soft targets"]
    found["labels, best of six on the test set"] = tuned(q30, fresh, X, y, data, found["labels"])
    found["soft targets minus that"] = found["soft targets"] - found["labels, best of six on the test set"]
    found["soft targets minus labels of 200 images"] = found["soft targets"] - of_labels(
        q30, fresh, data, 200
    )
    by_factor = q30["factor_scores"](data, fresh, teacher)
    found |= {f"alpha {a}, T^2 {b}, T = 20": 100 * value for (a, b), value in by_factor.items()}
    found["alpha 0.5: lost without T^2"] = 100 * (by_factor[0.5, True] - by_factor[0.5, False])
    return found | {"alpha 1: lost without T^2": found["soft targets"] - 100 * by_factor[1, False]}


def of_labels(q30, fresh, data, n):
    """Return the test accuracy of the student of n labels, in percent."""
    X, y = data.X_train[:n], data.y_train[:n]
    return right(q30, q30["distil"](fresh, X, np.zeros((n, 10)), y, 1, 0), data)


def tuned(q30, fresh, X, y, data, score):
    """Return the best test accuracy of six ways to learn from the labels; `score` is that of the first."""
    steps_and_rates, smoothings = [(50, 0.02), (150, 0.005), (500, 0.02)], (0.1, 0.3)
    students = [q30["distil"](fresh, X, X[:, :10], y, 1, 0, steps=n, lr=lr) for n, lr in steps_and_rates]
    for eps in smoothings:
        t = (1 - eps) * np.eye(10)[y] + eps / 10
        students.append(q30["distil"](fresh, X, np.log(t), y, 1, 1))
    return max(score, *(right(q30, student, data) for student in students))


def more(q30, seed, n):
    """Return what soft targets gain over labels on n images, in points."""
    data, fresh, teacher = drawn(q30, seed)
    X, y = data.X_train[:n], data.y_train[:n]
    v, labels = q30["predict"](teacher, X), of_labels(q30, fresh, data, n)
    found = {"labels": labels}
    for T, alpha in ((20, 1), (4, 0.5)):
        score = right(q30, q30["distil"](fresh, X, v, y, T, alpha), data)
        found |= {f"T = {T}, alpha {alpha}": score, f"T = {T}, alpha {alpha}, minus labels": score - labels}
    return found


def main():
    """Run all seeds and print the tables."""
    seeds = seeds_asked(__doc__)
    q30 = cells("30-knowledge-distillation", *CELLS)
    over(seeds, lambda seed: pulls(q30, seed), "pull of the soft term over the hard one")
    over(seeds, lambda seed: unseen(q30, seed), "transfer set without 3s")
    rows = over(seeds, lambda seed: other_digits(q30, seed), "transfer set without one digit")
    print(
        "mean over the seeds by digit:", *(f"{np.mean([row[name] for row in rows]):.1f}" for name in rows[0])
    )
    over(seeds, lambda seed: few(q30, seed), "50 images")
    for n in (200, 1297):
        over(seeds, lambda seed, n=n: more(q30, seed, n), f"{n} images")


if __name__ == "__main__":
    main()
