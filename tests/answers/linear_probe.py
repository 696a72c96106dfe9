"""Right and plausible wrong answers to the exercise `linear_probe`; WRONG names the test and a word of the meaning."""

import numpy as np


def standardised(F_train, F_test):
    mean, varies = F_train.mean(axis=0), np.ptp(F_train, axis=0) > 0
    unit = np.where(varies, F_train.std(axis=0), 1.0)
    return np.where(varies, (F_train - mean) / unit, 0.0), np.where(varies, (F_test - mean) / unit, 0.0)


def judged(scores, y_test):
    return np.mean(scores.argmax(axis=1) == y_test), scores


def normal_equations(F_train, y_train, F_test, y_test, lam=1e-3):
    Z, Z_test = standardised(F_train, F_test)
    T = np.eye(y_train.max() + 1)[y_train]
    b = T.mean(axis=0)
    W = np.linalg.solve(Z.T @ Z + lam * len(Z) * np.eye(Z.shape[1]), Z.T @ (T - b))
    return judged(Z_test @ W + b, y_test)


def dual(F_train, y_train, F_test, y_test, lam=1e-3):
    Z, Z_test = standardised(F_train, F_test)
    T = (y_train[:, None] == np.arange(y_train.max() + 1)).astype(float)
    b = T.mean(axis=0)
    weights = np.linalg.solve(Z @ Z.T + lam * len(Z) * np.eye(len(Z)), T - b)
    return judged(Z_test @ Z.T @ weights + b, y_test)


def column_of_ones(F_train, y_train, F_test, y_test, lam=1e-3):
    Z, Z_test = (np.column_stack([Z, np.ones(len(Z))]) for Z in standardised(F_train, F_test))
    penalty = lam * len(Z) * np.eye(Z.shape[1])
    penalty[-1, -1] = 0
    W = np.linalg.solve(Z.T @ Z + penalty, Z.T @ np.eye(y_train.max() + 1)[y_train])
    return judged(Z_test @ W, y_test)


def loops(F_train, y_train, F_test, y_test, lam=1e-3):
    Z, Z_test = standardised(F_train, F_test)
    U, s, Vt = np.linalg.svd(Z, full_matrices=False)
    columns = []
    for c in range(y_train.max() + 1):
        t = (y_train == c) * 1.0
        w = Vt.T @ (s / (s**2 + lam * len(Z)) * (U.T @ (t - t.mean())))
        columns.append(Z_test @ w + t.mean())
    scores = np.array(columns).T
    right = sum(int(np.argmax(row) == y) for row, y in zip(scores, y_test, strict=True))
    return right / len(y_test), scores


RIGHT = [normal_equations, dual, column_of_ones, loops]


def variant(
    penalty=lambda lam, N: lam * N, target=lambda T: T, bias=1.0, pair=standardised, result=None, free=True
):
    """Return a right probe of which some parts are changed."""

    def linear_probe(F_train, y_train, F_test, y_test, lam=1e-3):
        Z, Z_test = pair(F_train, F_test)
        T = target(np.eye(y_train.max() + 1)[y_train])
        b = T.mean(axis=0) if free else T.mean(axis=0) / (1 + lam)
        W = np.linalg.solve(Z.T @ Z + penalty(lam, len(Z)) * np.eye(Z.shape[1]), Z.T @ (T - T.mean(axis=0)))
        scores = Z_test @ W + bias * b
        if result:
            own = Z @ W + bias * b
            return result(scores, own, y_train, y_test)
        return judged(scores, y_test)

    return linear_probe


def centred_only(F_train, F_test):
    mean = F_train.mean(axis=0)
    return F_train - mean, F_test - mean


def own_statistics(F_train, F_test):
    return standardised(F_train, F_train)[0], standardised(F_test, F_test)[0]


def pooled_statistics(F_train, F_test):
    both = np.vstack([F_train, F_test])
    return standardised(both, F_train)[1], standardised(both, F_test)[1]


def pooled_if_many(F_train, F_test):
    return pooled_statistics(F_train, F_test) if len(F_test) == 1 else standardised(F_train, F_test)


def divided_by_zero(F_train, F_test):
    mean, std = F_train.mean(axis=0), F_train.std(axis=0)
    return (F_train - mean) / std, (F_test - mean) / std


def constant_below(F_train, F_test):
    mean, std = F_train.mean(axis=0), F_train.std(axis=0) + 1e-12
    return (F_train - mean) / std, (F_test - mean) / std


def larger_constant_below(F_train, F_test):
    mean, std = F_train.mean(axis=0), F_train.std(axis=0) + 1e-8
    return (F_train - mean) / std, (F_test - mean) / std


def floored(F_train, F_test):
    mean, std = F_train.mean(axis=0), np.maximum(F_train.std(axis=0), 1e-3)
    return (F_train - mean) / std, (F_test - mean) / std


def sample_deviation(F_train, F_test):
    mean, std = F_train.mean(axis=0), F_train.std(axis=0, ddof=1)
    return (F_train - mean) / std, (F_test - mean) / std


def no_inverse(F_train, y_train, F_test, y_test, lam=1e-3):
    Z, Z_test = standardised(F_train, F_test)
    T = np.eye(y_train.max() + 1)[y_train]
    b = T.mean(axis=0)
    lam = lam if len(Z) > Z.shape[1] else 0
    W = np.linalg.pinv(Z.T @ Z + lam * len(Z) * np.eye(Z.shape[1])) @ Z.T @ (T - b)
    return judged(Z_test @ W + b, y_test)


def in_place(F_train, y_train, F_test, y_test, lam=1e-3):
    result = normal_equations(F_train, y_train, F_test, y_test, lam)
    F_train -= F_train.mean(axis=0)
    return result


def exact_zero_only(F_train, F_test):
    mean, std = F_train.mean(axis=0), F_train.std(axis=0)
    std = np.where(std > 0, std, 1.0)
    return (F_train - mean) / std, (F_test - mean) / std


no_n = variant(penalty=lambda lam, N: lam)
no_penalty = variant(penalty=lambda lam, N: 0 * lam)
no_bias = variant(bias=0.0)
signs = variant(target=lambda T: 2 * T - 1)
penalised_bias = variant(free=False)
not_scaled = variant(pair=centred_only)
test_statistics = variant(pair=own_statistics)
leaking = variant(pair=pooled_statistics)
leaking_single = variant(pair=pooled_if_many)
zero_division = variant(pair=divided_by_zero)
rounded_deviation = variant(pair=exact_zero_only)
tiny_constant = variant(pair=constant_below)
small_constant = variant(pair=larger_constant_below)
floor_below = variant(pair=floored)
other_deviation = variant(pair=sample_deviation)
training_accuracy = variant(result=lambda s, own, y, y_test: (np.mean(own.argmax(axis=1) == y), s))
percentage = variant(result=lambda s, own, y, y_test: (100 * judged(s, y_test)[0], s))
errors = variant(result=lambda s, own, y, y_test: (1 - judged(s, y_test)[0], s))
accuracy_alone = variant(result=lambda s, own, y, y_test: judged(s, y_test)[0])
training_scores = variant(result=lambda s, own, y, y_test: (judged(s, y_test)[0], own))
one_score = variant(result=lambda s, own, y, y_test: (judged(s, y_test)[0], s.max(axis=1)))


def classes_of_the_test_rows(F_train, y_train, F_test, y_test, lam=1e-3):
    accuracy, scores = normal_equations(F_train, y_train, F_test, y_test, lam)
    return accuracy, scores[:, : y_test.max() + 1]


def free_only_if_small(F_train, y_train, F_test, y_test, lam=1e-3):
    accuracy, scores = normal_equations(F_train, y_train, F_test, y_test, lam)
    return accuracy, scores if lam < 10 else 0 * scores


WRONG = {
    no_n: ("one_feature", "N is missing"),
    no_penalty: ("one_feature", "not used"),
    no_bias: ("one_feature", "b is missing"),
    signs: ("one_feature", "one-hot rows hold"),
    percentage: ("one_feature", "percentage"),
    errors: ("one_feature", "share is 1"),
    accuracy_alone: ("one_feature", "return accuracy, scores"),
    one_score: ("one_feature", "shape"),
    penalised_bias: ("one_feature", "b = (1/2, 1/2)"),
    other_deviation: ("one_feature", "ddof=1"),
    training_scores: ("one_feature", "Z'Z = 2"),
    not_scaled: ("agrees_with_a_solver", "not divided"),
    test_statistics: ("one_feature", "by their own mean"),
    leaking: ("one_feature", "together"),
    training_accuracy: ("counts_right_rows", "training rows"),
    free_only_if_small: ("bias_is_free", "penalised"),
    classes_of_the_test_rows: ("one_row_at_a_time", "number of classes"),
    leaking_single: ("one_row_at_a_time", "training rows alone"),
    small_constant: ("one_feature", "Nearly right"),
    floor_below: ("any_unit", "own standard deviation"),
    rounded_deviation: ("dead_units", "by rounding"),
    zero_division: ("dead_units", "constant"),
    tiny_constant: ("any_unit", "constant added"),
    no_inverse: ("more_features_than_rows", "no inverse"),
    in_place: ("input_unchanged", "z = z - c"),
}
