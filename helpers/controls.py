"""The controls of a playground: ipywidgets with words for labels, operable by keyboard."""

import math

import ipywidgets as widgets

from helpers.validation import choice as one_of
from helpers.validation import number, require


def slider(low, high, *, value, step=None, label=None):
    """Return a slider from `low` to `high` with 100 steps, or with whole-number steps if `step` is an int."""
    low, high = number("low", low), number("high", high, above=low)
    number("value", value, low=low, high=high)
    if isinstance(step, int):
        return widgets.IntSlider(value, min=int(low), max=int(high), step=step, **_row(label))
    step = number("step", step, above=0) if step is not None else (high - low) / 100
    return widgets.FloatSlider(value, min=low, max=high, step=step, **_row(label), readout_format=".3g")


def log_slider(low, high, *, value, label=None):
    """Return a slider from `low` to `high` whose steps are equal ratios, 20 to a factor of ten."""
    low = number("low", low, above=0)
    high = number("high", high, above=low)
    number("value", value, low=low, high=high)
    exponents = {"min": math.log10(low), "max": math.log10(high), "step": 0.05}
    return widgets.FloatLogSlider(value, base=10, **exponents, **_row(label), readout_format=".3g")


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


def accepts(control, value):
    """Return whether `control` takes `value` as it is: ipywidgets moves what is out of range in silence."""
    if isinstance(control, widgets.Dropdown):
        return value in control.options
    if isinstance(control, widgets.Checkbox):
        return isinstance(value, bool)
    low, high = control.min, control.max
    if isinstance(control, widgets.FloatLogSlider):
        low, high = control.base**low, control.base**high
    slack = 1e-9 * max(abs(low), abs(high))  # the ends of a log slider are rounded powers
    return low - slack <= value <= high + slack


def _row(label):
    row = {"layout": widgets.Layout(width="100%", max_width="640px"), "style": {"description_width": "13em"}}
    return row | ({"description": label} if label else {})
