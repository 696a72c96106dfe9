"""The figure style of the collection: readable on a white and on a nearly black page alike."""

import io
from base64 import b64encode

import matplotlib as mpl
import numpy as np
from cycler import cycler
from IPython.display import display
from matplotlib import pyplot as plt

from helpers.png import encode_small_png

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
"""Four colours of the Okabe-Ito palette with a contrast of at least 3:1 on white and on #111111."""

GREY = "#767676"
"""Text, ticks and spines: 4.5:1 on white and on black; no colour reaches that on white and on #111111."""

COLORS = (BLUE, VERMILLION, GREEN, PURPLE)
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D")

STYLE = {
    "figure.figsize": (7.2, 3.2),
    "figure.dpi": 100,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "axes.facecolor": "none",
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.titlecolor": GREY,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=DASHES),
    "font.size": 10,
    "grid.color": GREY,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "text.color": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "savefig.facecolor": "none",
}


def use_style():
    """Apply the figure style to this kernel; each notebook calls it once, after its imports."""
    mpl.rcParams.update(STYLE)


def png(fig, dpi=150):
    """Return the picture of `fig` as PNG bytes; they hold no date, so equal pictures are equal bytes."""
    raw = io.BytesIO()
    fig.savefig(raw, format="rgba", dpi=dpi)
    pixels = np.frombuffer(raw.getbuffer(), np.uint8).reshape(-1, int(fig.get_figwidth() * dpi), 4)
    return encode_small_png(pixels)


def show(fig, alt):
    """Display `fig` with its text alternative and close it.

    The picture has 150 dots to an inch and is shown at 100 CSS pixels to an inch, for sharp text.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What the picture shows, for readers who cannot see it.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt={alt!r}: expected a sentence that says what the picture shows")
    show_picture(png(fig), alt, css_size(fig)[0])
    plt.close(fig)


def show_picture(data, alt, width, **more):
    """Display PNG bytes `data` at `width` CSS pixels; `more` holds further MIME types of the bundle."""
    picture = {"image/png": b64encode(data).decode("ascii"), "text/plain": alt, **more}
    display(picture, raw=True, metadata={"image/png": {"width": width, "alt": alt}})


def css_size(fig):
    """Return width and height of `fig` in CSS pixels, 100 to an inch."""
    return tuple(round(inches * 100) for inches in fig.get_size_inches())


def label_line(line, text, x=None, dx=4, dy=0):
    """Write `text` beside `line` in its colour: at its last point, or at the one nearest to `x`.

    `dx` and `dy` shift the text, in points. Returns the annotation.
    """
    xs, ys = line.get_xdata(), line.get_ydata()
    i = len(xs) - 1 if x is None else int(abs(xs - x).argmin())
    return line.axes.annotate(
        text,
        (xs[i], ys[i]),
        xytext=(dx, dy),
        textcoords="offset points",
        color=line.get_color(),
        va="center",
        annotation_clip=False,
    )
