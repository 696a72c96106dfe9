"""One table for all benchmarks."""

from dataclasses import dataclass

HEAD = ("what", "measured", "reference", "ratio", "budget", "met")


@dataclass
class Row:
    """A measurement beside its reference, and the bound of their ratio, or of the measurement itself."""

    what: str
    measured: str
    reference: str = ""
    ratio: float | None = None
    budget: str = ""
    met: bool | None = None

    def cells(self):
        """Return the row as texts."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = "" if self.met is None else "yes" if self.met else "NO"
        return self.what, self.measured, self.reference, ratio, self.budget, met


def at_most(what, measured, reference, unit, budget=None):
    """Return a row for which the ratio of `measured` to `reference` is to be small."""
    return _compared(what, measured, reference, measured / reference, unit, budget, "at most")


def at_least(what, measured, reference, unit, ratio, budget=None):
    """Return a row for which `ratio`, of the measured pair in either direction, is to be large."""
    return _compared(what, measured, reference, ratio, unit, budget, "at least")


def _compared(what, measured, reference, ratio, unit, budget, kind):
    met = None if budget is None else ratio <= budget if kind == "at most" else ratio >= budget
    bound = "" if budget is None else f"{kind} {budget:g}"
    return Row(what, f"{measured:,.0f} {unit}", f"{reference:,.0f} {unit}", ratio, bound, met)


def show(rows):
    """Print the rows under their heads, in columns."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for k, line in enumerate(lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if k == 0:
            print("  ".join("-" * width for width in widths))
