"""A sentence of the answer beside the number that decides it."""

import math
from dataclasses import dataclass

import numpy as np

ledger = []
"""All claims made in this kernel, in the order in which they were made."""


class ClaimError(AssertionError):
    """A sentence of the answer does not hold."""


@dataclass(frozen=True)
class Claim:
    """One sentence, whether it holds, and what was measured (a number, a dict of numbers, or None)."""

    text: str
    holds: bool
    measured: object = None

    def __str__(self):
        """Return the line that is printed: tick or cross, the sentence, what was measured."""
        line = f"{'✓' if self.holds else '✗'} {self.text}"
        return line if self.measured is None else f"{line}\n    measured {_words(self.measured)}"


def claim(text, condition, measured=None, allow_nonfinite=False):
    """Print `text` with a tick and what was measured, or raise if `condition` does not hold.

    Parameters
    ----------
    text : str
        A sentence of the answer, true or false as it stands.
    condition : bool
        What decides it.
    measured : number or dict of str to number, optional
        Printed to three significant digits after the word "measured", which masks it in the tests.
    allow_nonfinite : bool
        Whether an infinite or NaN measurement is the point of the claim.

    Raises
    ------
    ClaimError
        If `condition` is false; text and measured value are in the message.
    TypeError, ValueError
        If the text is empty, the condition is no bool, or the measured value is not finite.
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text={text!r}: expected a sentence")
    if not isinstance(condition, (bool, np.bool_)):
        raise TypeError(f"condition={condition!r}: expected a bool, got {type(condition).__name__}")
    _check_measured(measured, allow_nonfinite)
    made = Claim(text, bool(condition), measured)
    ledger.append(made)
    if not made.holds:
        raise ClaimError(str(made))
    print(made)


def _numbers(measured):
    return measured.values() if isinstance(measured, dict) else [measured]


def _check_measured(measured, allow_nonfinite):
    if measured is None:
        return
    values = _numbers(measured)
    if not values or any(np.ndim(value) or np.asarray(value).dtype.kind not in "fiu" for value in values):
        raise TypeError(f"measured={measured!r}: expected a number or a dict of numbers")
    if not allow_nonfinite and not all(math.isfinite(value) for value in values):
        raise ValueError(f"measured={measured!r}: expected finite numbers")


def _words(measured):
    if isinstance(measured, dict):
        return ", ".join(f"{name} {value:.3g}" for name, value in measured.items())
    return f"{measured:.3g}"
