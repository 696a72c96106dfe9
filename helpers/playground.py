"""Sliders that redraw a matplotlib figure at once."""

import html
import threading

import ipywidgets as widgets
from matplotlib import pyplot as plt

from helpers.blit import Repainter
from helpers.controls import accepts, choice, log_slider, slider, switch
from helpers.plotting import show_picture
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
        If `update` does not return a text.
    """
    made = Playground(fig, update, controls, presets or {}, challenge)
    registry.append(made)
    view = widgets.VBox([_buttons(made), *controls.values(), made.image, made.words, made.task])
    bundle = view._repr_mimebundle_()
    show_picture(made.png, made.readout, _width(fig), **{_VIEW: bundle[_VIEW]})


class Playground:
    """One figure, its controls, and the readout that says in words what the picture shows."""

    def __init__(self, fig, update, controls, presets, challenge):
        plt.close(fig)  # the playground shows it; the notebook must not show it a second time
        self.controls, self.presets, self.challenge = controls, presets, challenge
        self._update, self._lock, self._held = update, threading.RLock(), False
        self.start = self.values
        _check(self)
        self.image = widgets.Image(format="png", layout={"width": f"{_width(fig)}px", "max_width": "100%"})
        self.words, self.task = widgets.HTML(), widgets.HTML()
        self.readout = _readout(update, self.start)
        self._painter = Repainter(fig)
        self.set()
        for name, control in controls.items():
            control.description = control.description or name.replace("_", " ")
            control.observe(self._moved, "value")

    @property
    def values(self):
        """The values of the controls, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values):
        """Set several controls and redraw once; raise what `update` raises and keep the last picture."""
        with self._lock:
            self._held = True
            try:
                for name, value in values.items():
                    self.controls[name].value = value
            finally:
                self._held = False
            self.readout = _readout(self._update, self.values)
            self.png = self.image.value = self._painter.paint()
            self.words.value, self.task.value = _status(self.readout), _challenge(self)

    def try_set(self, **values):
        """Do what `set` does, for the reader's hand: an error goes to the readout."""
        try:
            self.set(**values)
        except Exception as error:
            self.words.value = _status(f"{type(error).__name__}: {error}")

    def _moved(self, change):
        # `set` redraws once for all the controls that it moves.
        if not self._held:
            self.try_set()


_VIEW = "application/vnd.jupyter.widget-view+json"


def _check(made):
    require(made.controls, "controls", made.controls, "at least one control")
    for preset, values in made.presets.items():
        for name, value in values.items():
            require(name in made.controls, f"presets[{preset!r}]", name, f"one of {list(made.controls)}")
            place = f"presets[{preset!r}][{name!r}]"
            require(accepts(made.controls[name], value), place, value, "a value that the control takes")
    if made.challenge:
        text, met = made.challenge
        require(not met(**made.start), "challenge", text, "a task that is not met at the start")


def _readout(update, values):
    readout = update(**values)
    if not isinstance(readout, str):
        raise TypeError(f"update returned {readout!r}: expected the readout, a text")
    return readout


def _buttons(made):
    named = [(name, made.start | values) for name, values in made.presets.items()]
    row = [_button(name, made, values) for name, values in named]
    return widgets.HBox([*row, _button("reset", made, made.start)], layout={"flex_flow": "row wrap"})


def _button(name, made, values):
    button = widgets.Button(description=name, layout={"width": "auto"})
    button.on_click(lambda _: made.try_set(**values))
    return button


def _status(text):
    # A fixed height of two lines: the page does not jump when the sentence grows.
    style = "min-height:3em;line-height:1.5;font-size:var(--jp-content-font-size1)"
    return f'<div role="status" aria-live="polite" style="{style}">{html.escape(text)}</div>'


def _challenge(made):
    if not made.challenge:
        return ""
    text, met = made.challenge
    state = "✓ Challenge met" if met(**made.values) else "Challenge"
    return f'<div style="line-height:1.5"><b>{state}:</b> {html.escape(text)}</div>'


def _width(fig):
    return round(fig.get_figwidth() * 100)
