"""The controls of a playground: ipywidgets with words for labels, operable by keyboard.

A slider has a grid of values. The browser moves any other value to the nearest one, and returns even those
with a rounding error of its own; `shown` says what the reader reads beside the slider.
"""

import math
import numbers

import ipywidgets as widgets

from helpers.validation import choice as one_of
from helpers.validation import number, require

PER_DECADE = 20
"""Steps of a log slider from 1 to 10; their values differ in two digits: 1, 1.1, 1.3, 1.4, 1.6, ..."""


def slider(low, high, *, value, step=None, label=None):
    """Return a slider from `low` to `high`; a whole-number `step` makes a slider of whole numbers.

    Without `step` it has 100 to 250 steps, each 1, 2 or 5 units of a decimal place.
    """
    _check_range(low, high, value)
    if step is None:
        step = _round_step((high - low) / 100)
    if isinstance(step, float):
        number("step", step, above=0, high=high - low)
        form = f".{_decimals(low, step)}f"
        return widgets.FloatSlider(value, min=low, max=high, step=step, readout_format=form, **_row(label))
    number("step", step, low=1, high=high - low, integer=True)
    for name, whole in (("low", low), ("high", high), ("value", value)):
        number(name, whole, integer=True)
    return widgets.IntSlider(value, min=low, max=high, step=step, **_row(label))


def log_slider(low, high, *, value, label=None):
    """Return a slider from `low` to `high` whose steps are equal ratios, 20 to a factor of ten."""
    number("low", low, above=0)
    _check_range(low, high, value)
    exponents = {"min": math.log10(low), "max": math.log10(high), "step": 1 / PER_DECADE}
    form = ".2r" if low >= 1e-4 else ".1e"  # 0.0000010 is hard to read, and wider than its field
    return widgets.FloatLogSlider(value, base=10, **exponents, readout_format=form, **_row(label))


def choice(options, *, value=None, label=None):
    """Return a menu of `options`; the first is chosen unless `value` names another."""
    options = list(options)
    require(len(options) > 1, "options", options, "at least two")
    value = options[0] if value is None else one_of("value", value, options)
    return widgets.Dropdown(options=options, value=value, **_row(label))


def switch(*, value=False, label=None):
    """Return a switch that is on or off."""
    require(isinstance(value, bool), "value", value, "True or False")
    return widgets.Checkbox(value, **_row(label))


def reading(control):
    """Return the value of `control` as it is shown: on the grid of a slider, free of rounding errors."""
    return shown(control, control.value)


def shown(control, value):
    """Return what `control` shows if it is set to `value`."""
    if isinstance(control, widgets.FloatLogSlider):
        exponent = _on_grid(math.log10(value), control)
        low, high = (float(f"{10**end:.12g}") for end in (control.min, control.max))
        return min(max(float(f"{10**exponent:.2g}"), low), high)
    if isinstance(control, widgets.FloatSlider):
        return round(_on_grid(value, control), 9 - math.floor(math.log10(control.step)))
    return _on_grid(value, control) if isinstance(control, widgets.IntSlider) else value


def accepts(control, value):
    """Return whether `control` takes `value`: ipywidgets moves what is out of range in silence."""
    if isinstance(control, widgets.Dropdown):
        return value in control.options
    if isinstance(control, widgets.Checkbox):
        return isinstance(value, bool)
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return False
    low, high = control.min, control.max
    if isinstance(control, widgets.FloatLogSlider):
        low, high = control.base**low, control.base**high
    slack = 1e-9 * max(abs(low), abs(high))  # the ends of a log slider are rounded powers
    return low - slack <= value <= high + slack


def _check_range(low, high, value):
    number("low", low)
    number("high", high, above=low)
    require(math.isfinite(high - low), "low, high", (low, high), "a finite range")
    number("value", value, low=low, high=high)


def _round_step(step):
    """Return the largest of 1, 2 or 5 units of a decimal place that is not above `step`."""
    unit = 10.0 ** math.floor(math.log10(step) + 1e-9)
    return float(f"{next(k * unit for k in (5, 2, 1) if k * unit <= step * (1 + 1e-9)):.1g}")


def _decimals(*numbers):
    """Return how many decimals show `numbers` exactly, six at most."""
    return next(d for d in range(7) if d == 6 or all(math.isclose(round(x, d), x) for x in numbers))


def _on_grid(value, slider):
    """Return the nearest of min, min + step, min + 2 step, ..., max."""
    low, high, step = slider.min, slider.max, slider.step
    nearest = min(low + round((value - low) / step) * step, high)
    return high if abs(high - value) < abs(nearest - value) else nearest


def _row(label):
    return {"layout": widgets.Layout(width="auto"), **({"description": label} if label else {})}
