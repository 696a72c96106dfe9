"""The face of a playground: presets, controls, picture, readout and challenge, as one widget."""

import html

import ipywidgets as widgets
from traitlets import Unicode

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION

RESET = "reset"


class Picture(widgets.Image):
    """An image whose tooltip is its text alternative: ipywidgets offers no other.

    The browser sets a tooltip only where a description is empty, which `Image` lacks.
    """

    description = Unicode("").tag(sync=True)


class Panel:
    """What the reader sees of a playground and clicks on.

    Parameters
    ----------
    controls : dict of str to ipywidget
    buttons : dict of str to dict
        Name to the values that a click hands to `pressed`; the one named `RESET` stands apart.
    task : str or None
        The challenge in words.
    size : (int, int)
        Width and height of the picture in CSS pixels.
    pressed : callable
        ``pressed(**values)``.
    """

    def __init__(self, controls, buttons, task, size, pressed):
        self._targets, self._task = buttons, task
        self.buttons = {name: _button(name, values, pressed) for name, values in buttons.items()}
        self.picture = _picture(*size)
        self.words, self.task = widgets.HTML(), widgets.HTML()
        _label(controls)
        rows = [_row(self.buttons), *controls.values(), self.picture, self.words, self.task]
        frame = {"border": "1px solid var(--jp-border-color2)", "padding": "10px 14px", "margin": "4px 0"}
        self.widget = widgets.VBox(rows, layout={"max_width": f"{size[0] + 30}px"} | frame)

    def mime(self):
        """Return the part of a display bundle that shows the panel where a kernel runs."""
        kind = "application/vnd.jupyter.widget-view+json"
        return {kind: self.widget._repr_mimebundle_()[kind]}

    def show(self, png, words, values):
        """Show picture and readout of `values`, and mark the preset that they are."""
        with self.picture.hold_sync():
            self.picture.value, self.picture.tooltip = png, words
        self.words.value = _status(words)
        for name, button in self.buttons.items():
            button.layout.border_bottom = _border(name != RESET and self._targets[name] == values)

    def judge(self, met):
        """Show whether the challenge is met."""
        self.task.value = _task(self._task, met)

    def show_error(self, words):
        """Show the words in place of the readout, and keep the picture."""
        self.words.value = _status(words, VERMILLION)


def _button(name, values, pressed):
    icon, margin = ("undo", "2px 0 2px auto") if name == RESET else ("", "2px 6px 2px 0")
    layout = {"width": "auto", "margin": margin, "border_bottom": _border(False)}
    button = widgets.Button(description=name, icon=icon, layout=layout)
    button.on_click(lambda _: pressed(**values))
    return button


def _border(active):
    return f"3px solid {BLUE if active else 'transparent'}"


def _row(buttons):
    return widgets.HBox(list(buttons.values()), layout={"flex_flow": "row wrap"})


def _picture(width, height):
    # The attributes give the proportions, so that the page keeps the room while a picture is decoded.
    layout = {"width": f"{width}px", "max_width": "100%", "height": "auto"}
    return Picture(format="png", width=str(width), height=str(height), layout=layout)


def _label(controls):
    for name, control in controls.items():
        control.description = control.description or name.replace("_", " ")
    width = max(len(control.description) for control in controls.values())
    for control in controls.values():
        control.style.description_width = f"{min(max(width, 8), 34)}ch"


def _status(text, color="inherit"):
    # A fixed height of two lines: the page does not jump when the sentence grows.
    style = f"min-height:3em;line-height:1.5;color:{color};font-size:var(--jp-content-font-size1)"
    return f'<div role="status" aria-live="polite" style="{style}">{html.escape(text)}</div>'


def _task(text, met):
    state, color, ground = ("✓ Challenge met", GREEN, f"{GREEN}26") if met else ("Challenge", GREY, "none")
    style = f"line-height:1.5;padding:2px 8px;border-left:4px solid {color};background:{ground}"
    return f'<div role="status" style="{style}"><b>{state}:</b> {html.escape(text)}</div>'
