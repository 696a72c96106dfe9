"""Sliders that redraw a matplotlib figure at once."""

import threading

from ipywidgets import ValueWidget
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from helpers.blit import Repainter
from helpers.controls import accepts, choice, log_slider, reading, shown, slider, switch
from helpers.panel import RESET, Panel
from helpers.plotting import css_size, show_picture
from helpers.png import encode_png, encode_small_png
from helpers.validation import require

__all__ = ["Playground", "choice", "log_slider", "playground", "registry", "slider", "switch"]

registry = []
"""The playgrounds displayed in this kernel, oldest first."""


def playground(fig, update, *, presets=None, challenge=None, **controls):
    """Display `fig` under its controls; each change of a control redraws it through `update`.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Holds the artists that `update` changes; its layout is computed once and then frozen.
    update : callable
        ``update(**values) -> str``: changes the artists and says in words what the picture shows.
    presets : dict of str to dict, optional
        Name to values of some controls; the others return to their start.
    challenge : (str, callable), optional
        A task in words, and ``met(**values) -> bool``, which must not hold at the start.
    **controls : ipywidgets
        Made by `slider`, `log_slider`, `choice` or `switch`, named as the arguments of `update`.

    Raises
    ------
    ValueError
        If there is no control, if a preset names none or a value that its control does not take, or if
        the challenge is met at the start.
    TypeError
        If `fig` is no figure or `update` does not return a text.
    """
    made = Playground(fig, update, controls, presets or {}, challenge)
    registry.append(made)
    show_picture(made.small_png(), made.readout, css_size(fig)[0], **made.panel.mime())


class Playground:
    """One figure, its controls, and the readout that says in words what the picture shows."""

    def __init__(self, fig, update, controls, presets, challenge):
        if not isinstance(fig, Figure):
            raise TypeError(f"fig={fig!r}: expected a matplotlib figure")
        if not callable(update):
            raise TypeError(f"update={update!r}: expected a function")
        plt.close(fig)  # the playground shows it; the notebook must not show it a second time
        _check_controls(controls)
        self.controls, self.challenge = controls, challenge
        self.start = self.values
        _check(controls, presets, challenge, self.start)
        self.presets = {name: self.start | self._shown(values) for name, values in presets.items()}
        self._update, self._lock, self._held = update, threading.RLock(), False
        words, self._drawn = self._words(self.start), self.start
        self._painter = Repainter(fig)
        buttons, task = self.presets | {RESET: self.start}, challenge[0] if challenge else None
        self.panel = Panel(controls, buttons, task, css_size(fig), self.try_set)
        self._show(words)
        for control in controls.values():
            control.observe(self._moved, "value")

    @property
    def values(self):
        """The values of the controls, by name, as they are shown."""
        return {name: reading(control) for name, control in self.controls.items()}

    def set(self, **values):
        """Set several controls and redraw once; raise what `update` raises and keep the last picture."""
        with self._lock:
            self._held = True
            try:
                for name, value in values.items():
                    self.controls[name].value = value
            finally:
                self._held = False
            self._drawn = self.values
            words = self._words(self._drawn)
            self._painter.paint()
            self._show(words)

    def try_set(self, **values):
        """Do what `set` does, for the reader's hand: an error goes to the readout."""
        with self._lock:
            try:
                self.set(**values)
            except Exception as error:
                self.readout = f"{type(error).__name__}: {error}"
                self.panel.show_error(self.readout)

    @property
    def redraws(self):
        """How often the whole figure was drawn; moving artists alone do not need it."""
        return self._painter.redraws

    def small_png(self):
        """Return the picture as PNG bytes for a file."""
        return encode_small_png(self._painter.pixels())

    def _shown(self, values):
        return {name: shown(self.controls[name], value) for name, value in values.items()}

    def _words(self, values):
        words = self._update(**values)
        if not isinstance(words, str):
            raise TypeError(f"update returned {words!r}: expected the readout, a text")
        return words

    def _show(self, words):
        self.readout, self.png = words, encode_png(self._painter.pixels())
        self.panel.show(self.png, words, self._drawn)
        if self.challenge:
            self.panel.judge(bool(self.challenge[1](**self._drawn)))

    def _moved(self, change):
        # `set` redraws once for all the controls that it moves; the browser's rounding moves nothing.
        if not self._held and self.values != self._drawn:
            self.try_set()


def _check_controls(controls):
    require(controls, "controls", controls, "at least one control")
    for name, control in controls.items():
        if not isinstance(control, ValueWidget):
            raise TypeError(f"controls[{name!r}]={control!r}: expected a slider, choice or switch")


def _check(controls, presets, challenge, start):
    require(RESET not in presets, "presets", list(presets), f"names other than {RESET!r}")
    for preset, values in presets.items():
        for name, value in values.items():
            require(name in controls, f"presets[{preset!r}]", name, f"one of {list(controls)}")
            place = f"presets[{preset!r}][{name!r}]"
            require(accepts(controls[name], value), place, value, "a value that the control takes")
    if challenge:
        text, met = challenge
        require(not met(**start), "challenge", text, "a task that is not met at the start")
