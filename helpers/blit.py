"""Repaint one persistent figure fast: what stands still is drawn once, what moves is drawn over it.

matplotlib marks an artist as stale when one of its properties is set. An artist that was once stale after
an update is taken to move: it, and all that lies above it, is drawn over a saved background. The background
is drawn again where anything else changed (limits, ticks, a grid, an artist that moves for the first time),
so a repainted picture equals one that is drawn from scratch. Two things are not so: an array changed in place
is not noticed, as matplotlib itself does not, and what moves out of its axes into others lies above all of
them. An image that moves is repainted twice as fast with ``zorder=1``: then it lies above the ticks, and they
stand still.
"""

import threading
from contextlib import contextmanager

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.text import Text

from helpers.drawing_order import all_axes, grounds, has_place, layers, legend_parts, reached

# matplotlib's caches of fonts and formulas serve one thread at a time; its own drawing holds this lock.
_lock = getattr(Figure, "_render_lock", None) or threading.RLock()


class Repainter:
    """Paints `fig` again and again; the layout is computed at the first painting and then frozen.

    `redraws` counts the paintings for which the background had to be drawn.
    """

    def __init__(self, fig, dpi=150):
        fig.set_dpi(dpi)
        self.fig, self.canvas, self.redraws = fig, FigureCanvasAgg(fig), 0
        self._moving, self._past, self._frame = set(), {}, None
        with _lock:
            self.canvas.draw()
        fig.set_layout_engine("none")
        self.paint()

    def paint(self):
        """Paint the figure as it is now; `pixels` gives the result."""
        with _lock:
            self._paint()

    def _paint(self):
        placed = list(layers(self.fig))
        artists = [artist for _, artist in placed]
        changed = {artist for artist in artists if self._changed(artist)}
        moving = {a for a in artists if a in self._moving or self._starts_moving(a, changed)}
        lifted = reached(placed, moving, self.canvas.get_renderer())
        moving.update(a for a in lifted if isinstance(a, Text))  # what was reached once may be again
        frame = _frame(self.fig, artists, lifted)
        if frame != self._frame or changed.difference(lifted):
            self._frame = None  # if the drawing fails, the next painting starts anew
            self._draw_background(lifted)
            drawn, quick = artists, set()
        else:
            self.canvas.restore_region(self._background)
            drawn, quick = lifted, {a for a in lifted if has_place(a)} - changed
        for artist in lifted:
            for part in legend_parts(artist) if artist in quick else [artist]:
                part.draw(self.canvas.get_renderer())
        for artist in drawn:
            _settle(artist)
        self._moving, self._past, self._frame = moving, {a: dict(vars(a)) for a in artists}, frame

    def pixels(self):
        """Return the picture, uint8 (height, width, 4); the next painting changes it."""
        return np.asarray(self.canvas.buffer_rgba())

    def _changed(self, artist):
        # Some setters mark nothing as stale, and `annotation.xy = ...` calls none: look at the attributes too.
        past = {} if isinstance(artist, Axis) else self._past.get(artist, {})
        return _stale(artist) or any(value is not getattr(artist, name) for name, value in past.items())

    def _starts_moving(self, artist, changed):
        # At the first painting nothing has moved yet: there is no past.
        if not self._past or isinstance(artist, Axis) or artist in grounds(self.fig):
            return False  # an axis moves others; a ground covers all
        if artist not in self._past:
            return True
        return artist in changed and not (_is_title(artist) and self._must_be_placed(artist))

    def _must_be_placed(self, title):
        # Drawing the axes pushes a title up from ticks, or where its letters reach down; it skips empty ones.
        low = title.get_window_extent(self.canvas.get_renderer()).ymin
        return title.get_position()[1] != 1 or low < title.axes.bbox.ymax or not self._past[title]["_text"]

    def _draw_background(self, lifted):
        self.redraws += 1
        with _left_out(self.fig, lifted):
            self.canvas.draw()
        self._background = self.canvas.copy_from_bbox(self.fig.bbox)


def _frame(fig, artists, lifted):
    """Return what the background depends on, as a value to compare: artists and geometry."""
    above = set(lifted)
    still = [artist for artist in artists if artist not in above]
    return still, fig.dpi, tuple(fig.get_size_inches()), [_geometry(ax) for ax in all_axes(fig.axes)]


def _geometry(ax):
    box = ax.get_position().bounds, ax.get_aspect(), ax.get_box_aspect(), ax.get_anchor(), ax.get_adjustable()
    return box, tuple(ax.viewLim.extents), ax.xaxis.get_transform(), ax.yaxis.get_transform()


def _is_title(artist):
    return isinstance(artist, Text) and bool(artist.axes) and artist not in artist.axes.texts


@contextmanager
def _left_out(fig, lifted):
    # matplotlib leaves animated artists to us, except the patches of axes and figures, and images before 3.11.
    drawn_anyway = grounds(fig) | {artist for artist in lifted if isinstance(artist, AxesImage)}
    hidden = [a for a in lifted if a in drawn_anyway and a.get_visible()]
    others = set(lifted).difference(drawn_anyway)
    _set(hidden, visible=False)
    _set(others, animated=True)
    try:
        yield
    finally:
        _set(hidden, visible=True)
        _set(others, animated=False)


def _set(artists, **properties):
    for artist in artists:
        artist.set(**properties)


def _stale(artist):
    return artist.stale or any(map(_stale, _children(artist)))


def _settle(artist):
    # Drawing clears the mark of visible artists only.
    artist.stale = False
    for child in _children(artist):
        _settle(child)


def _children(artist):
    if isinstance(artist, Axis):  # which would look for its ticks first
        return artist.label, artist.offsetText, *artist.majorTicks, *artist.minorTicks
    return artist.get_children()
