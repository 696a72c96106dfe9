"""Right and plausible wrong answers to the exercise `affine_pieces`; WRONG names the test and a word of the meaning."""

import numpy as np


def one_point_a_piece(w1, b1, w2, b2):
    bends = w1 != 0
    kinks = np.unique(-b1[bends] / w1[bends])
    inside = np.zeros(1)
    if len(kinks):
        inside = np.concatenate([[kinks[0] - 1], (kinks[:-1] + kinks[1:]) / 2, [kinks[-1] + 1]])
    on = inside[:, None] * w1 + b1 > 0
    return kinks, on @ (w1 * w2), on @ (b1 * w2) + b2


def walk_from_the_left(w1, b1, w2, b2):
    """Start far left, where the units with negative w1 are on, and pass the bends one by one."""
    slope = sum(w * v for w, v in zip(w1, w2, strict=True) if w < 0)
    intercept = b2 + sum(b * v for w, b, v in zip(w1, b1, w2, strict=True) if w < 0 or (w == 0 and b > 0))
    kinks, slopes, intercepts = [], [slope], [intercept]
    for j in sorted((j for j in range(len(w1)) if w1[j] != 0), key=lambda j: -b1[j] / w1[j]):
        sign, place = np.sign(w1[j]), -b1[j] / w1[j]
        slope, intercept = slope + sign * w1[j] * w2[j], intercept + sign * b1[j] * w2[j]
        if kinks and place == kinks[-1]:
            slopes[-1], intercepts[-1] = slope, intercept
        else:
            kinks.append(place)
            slopes.append(slope)
            intercepts.append(intercept)
    return np.array(kinks), np.array(slopes), np.array(intercepts)


def by_comparing_places(w1, b1, w2, b2):
    bends = w1 != 0
    constant = b2 + w2[~bends] @ np.maximum(0, b1[~bends])
    w, b, v = w1[bends], b1[bends], w2[bends]
    places = -b / w
    kinks = np.array(sorted(set(places.tolist())))
    left_ends = np.append(-np.inf, kinks)
    slopes, intercepts = [], []
    for end in left_ends:
        on = np.where(w > 0, places <= end, places > end)
        slopes.append(float((w * v)[on].sum()))
        intercepts.append(float((b * v)[on].sum() + constant))
    return kinks, np.array(slopes), np.array(intercepts)


def two_points_a_piece(w1, b1, w2, b2):
    """Evaluate the network twice on each piece, and draw the line through the two points."""
    kinks = np.unique(-b1[w1 != 0] / w1[w1 != 0])
    ends = np.concatenate([kinks[:1] - 2, kinks, kinks[-1:] + 2]) if len(kinks) else np.array([0.0, 1.0])
    left, right = (2 * ends[:-1] + ends[1:]) / 3, (ends[:-1] + 2 * ends[1:]) / 3
    low, high = (np.maximum(0, x[:, None] * w1 + b1) @ w2 + b2 for x in (left, right))
    slopes = (high - low) / (right - left)
    return kinks, slopes, low - slopes * left


RIGHT = [one_point_a_piece, walk_from_the_left, by_comparing_places, two_points_a_piece]


def variant(place=None, on=None, slope=None, intercept=None, sort=np.unique, inside=None, bends=None):
    """Return the pieces with one of the decisions replaced."""
    place = place or (lambda w, b: -b / w)
    on = on or (lambda x, w, b: x * w + b > 0)
    slope = slope or (lambda w, b, v: w * v)
    intercept = intercept or (lambda on, w, b, v, c: on @ (b * v) + c)
    inside = inside or middle
    bends = bends or (lambda w, b, v: w != 0)

    def affine_pieces(w1, b1, w2, b2):
        some = bends(w1, b1, w2)
        kinks = sort(place(w1[some], b1[some]))
        active = on(inside(kinks)[:, None], w1, b1)
        return kinks, active @ slope(w1, b1, w2), intercept(active, w1, b1, w2, b2)

    return affine_pieces


def middle(kinks):
    if not len(kinks):
        return np.zeros(1)
    return np.concatenate([[kinks[0] - 1], (kinks[:-1] + kinks[1:]) / 2, [kinks[-1] + 1]])


def a_step_beyond(kinks):
    return np.append(kinks[0] - 0.01, kinks + 0.01) if len(kinks) else np.zeros(1)


def within_a_thousand(kinks):
    ends = np.concatenate([[-1000.0], kinks, [1000.0]])
    return (ends[:-1] + ends[1:]) / 2


def rounded(places):
    return np.unique(np.round(places, 4))


def isclose_merged(places):
    places = np.sort(places)
    return places[np.append(True, ~np.isclose(places[1:], places[:-1]))] if len(places) else places


def divides_by_zero(w1, b1, w2, b2):
    kinks = np.unique(-b1 / w1)
    kinks = kinks[np.isfinite(kinks)]
    on = middle(kinks)[:, None] * w1 + b1 > 0
    return kinks, on @ (w1 * w2), on @ (b1 * w2) + b2


def forgets_constant_units(w1, b1, w2, b2):
    some = w1 != 0
    return one_point_a_piece(w1[some], b1[some], w2[some], b2)


def needs_a_bend(w1, b1, w2, b2):
    if not np.any(w1):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    return one_point_a_piece(w1, b1, w2, b2)


def drops_cancelled(w1, b1, w2, b2):
    kinks, slopes, intercepts = one_point_a_piece(w1, b1, w2, b2)
    keep = np.diff(slopes) != 0
    return (
        kinks[keep],
        np.append(slopes[:1], slopes[1:][keep]),
        np.append(intercepts[:1], intercepts[1:][keep]),
    )


def assumes_few_units(w1, b1, w2, b2):
    kinks, slopes, intercepts = one_point_a_piece(w1, b1, w2, b2)
    return kinks[:10], slopes[:11], intercepts[:11]


def in_single_precision(w1, b1, w2, b2):
    return one_point_a_piece(*(np.asarray(part, dtype=np.float32) for part in (w1, b1, w2, b2)))


def values_for_intercepts(w1, b1, w2, b2):
    kinks, slopes, intercepts = one_point_a_piece(w1, b1, w2, b2)
    return kinks, slopes, intercepts + slopes * np.append(kinks[:1], kinks)


def changes_of_slope(w1, b1, w2, b2):
    kinks, slopes, intercepts = one_point_a_piece(w1, b1, w2, b2)
    return kinks, np.diff(slopes), intercepts


def in_place(w1, b1, w2, b2):
    result = one_point_a_piece(w1, b1, w2, b2)
    w1 *= w2
    return result


def lists(w1, b1, w2, b2):
    return tuple(list(part) for part in one_point_a_piece(w1, b1, w2, b2))


def no_end_pieces(w1, b1, w2, b2):
    kinks, slopes, intercepts = one_point_a_piece(w1, b1, w2, b2)
    return kinks, slopes[1:], intercepts[1:]


def two_results(w1, b1, w2, b2):
    return one_point_a_piece(w1, b1, w2, b2)[:2]


unscaled = variant(place=lambda w, b: -b)
wrong_sign = variant(place=lambda w, b: b / w)
output_weight_missing = variant(slope=lambda w, b, v: w)
output_weight_missing_below = variant(intercept=lambda on, w, b, v, c: on @ b + c)
output_bias_missing = variant(intercept=lambda on, w, b, v, c: on @ (b * v))
output_bias_where_on = variant(intercept=lambda on, w, b, v, c: on @ (b * v) + c * on.any(axis=1))
always_right = variant(on=lambda x, w, b: x > -b / np.where(w == 0, 1, w))
unsorted = variant(sort=lambda places: places)
listed_twice = variant(sort=np.sort)
one_constant_off = variant(on=lambda x, w, b: (x * w + b > 0) & (w != 0))
fixed_step = variant(inside=a_step_beyond)
fixed_range = variant(inside=within_a_thousand)
merged_when_close = variant(sort=rounded)
merged_by_isclose = variant(sort=isclose_merged)
small_is_zero = variant(bends=lambda w, b, v: np.abs(w) > 1e-4)
drops_unseen = variant(bends=lambda w, b, v: (w != 0) & (v != 0))

WRONG = {
    unscaled: ("one_hinge", "divide it by w1"),
    wrong_sign: ("one_hinge", "sign"),
    output_weight_missing: ("one_hinge", "w2 is missing"),
    output_weight_missing_below: ("one_hinge", "w2 is missing"),
    values_for_intercepts: ("one_hinge", "right of it"),
    changes_of_slope: ("one_hinge", "shape"),
    no_end_pieces: ("one_hinge", "shape"),
    lists: ("one_hinge", "make it an array"),
    two_results: ("one_hinge", "return kinks, slopes, intercepts"),
    output_bias_missing: ("output_bias", "every piece"),
    output_bias_where_on: ("output_bias", "every piece"),
    always_right: ("negative_weight", "left of 1"),
    unsorted: ("any_order", "sort them"),
    listed_twice: ("shared_bend", "listed twice"),
    drops_cancelled: ("shared_bend", "the place stays"),
    divides_by_zero: ("constant_unit", "w1 = 0"),
    forgets_constant_units: ("constant_unit", "max(0, b1)"),
    one_constant_off: ("constant_unit", "max(0, b1)"),
    needs_a_bend: ("no_bend", "one piece"),
    fixed_step: ("close_and_far", "between the bends"),
    fixed_range: ("close_and_far", "far out"),
    merged_by_isclose: ("close_and_far", "round nothing"),
    small_is_zero: ("close_and_far", "small but not 0"),
    drops_unseen: ("shared_bend", "w2 = 0 bends"),
    merged_when_close: ("close_and_far", "between the bends"),
    assumes_few_units: ("agrees_with_network", "one place for each unit"),
    in_single_precision: ("one_hinge", "digits were lost"),
    in_place: ("input_unchanged", "copy first"),
}
