"""Repaint one persistent figure fast: what never changes is drawn once, what moves is drawn over it.

matplotlib marks an artist as stale when one of its properties is set. The artists that were stale after
an update move; they, and whatever lies above them, are drawn over a saved background. The background is
drawn again only where axes, limits, ticks or labels change, or where an artist moves for the first time.
"""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image


class Repainter:
    """Paints `fig` into PNG bytes; the layout is computed at the first painting and then frozen."""

    def __init__(self, fig):
        self.fig = fig
        self.canvas = FigureCanvasAgg(fig)
        self.moving = set()
        self._background = self._frame = None
        self.canvas.draw()
        fig.set_layout_engine("none")

    def paint(self):
        """Return the figure as it is now, as PNG bytes."""
        layers = list(_layers(self.fig))
        moved = {artist for _, artist in layers if _stale(artist)}
        above = _from_lowest(layers, self.moving | moved)
        frame = _frame(self.fig, layers, above)
        if frame == self._frame and moved <= self.moving:
            self.canvas.restore_region(self._background)
        else:
            # The first painting has no past: nothing has moved yet.
            self.moving |= moved if self._frame is not None else set()
            above = _from_lowest(layers, self.moving)
            self._draw_background(layers, above)
            self._frame = _frame(self.fig, layers, above)
        renderer = self.canvas.get_renderer()
        for artist in above:
            artist.draw(renderer)
        for _, artist in layers:
            _settle(artist)
        return _png(self.canvas)

    def _draw_background(self, layers, above):
        lifted = set(above)
        for _, artist in layers:
            artist.set_animated(artist in lifted)
        self.canvas.draw()
        self._background = self.canvas.copy_from_bbox(self.fig.bbox)


def _layers(fig):
    """Yield (place, artist) in drawing order; axes that lie upon each other share a place."""
    for ax in sorted(fig.axes, key=lambda ax: ax.get_zorder()):
        place = ax.get_position().bounds
        frame = {ax.patch, ax.xaxis, ax.yaxis, *ax.spines.values()}
        drawn = (child for child in ax.get_children() if child not in frame)
        yield from ((place, artist) for artist in sorted(drawn, key=lambda a: a.get_zorder()))
    yield from (("figure", artist) for artist in (*fig.texts, *fig.lines, *fig.patches, *fig.legends))


def _from_lowest(layers, moving):
    """Return the moving artists and all that lie above them in the same place."""
    lifted, places = [], set()
    for place, artist in layers:
        if artist in moving:
            places.add(place)
        if place in places:
            lifted.append(artist)
    return lifted


def _frame(fig, layers, above):
    """Return what the background depends on, as a value to compare."""
    lifted = set(above)
    still = tuple(id(artist) for _, artist in layers if artist not in lifted)
    return still, tuple(_axes_frame(ax) for ax in fig.axes), tuple(fig.get_size_inches())


def _axes_frame(ax):
    axes = [(axis.get_scale(), axis.get_label_text(), axis.get_visible()) for axis in (ax.xaxis, ax.yaxis)]
    ticks = [id(axis.get_major_locator()) for axis in (ax.xaxis, ax.yaxis)]
    return tuple(ax.viewLim.extents), *axes, *ticks, ax.get_visible(), ax.get_position().bounds


def _stale(artist):
    return artist.stale or any(child.stale for child in artist.findobj())


def _settle(artist):
    # Drawing clears the mark of visible artists only.
    for child in artist.findobj():
        child.stale = False


def _png(canvas):
    width, height = canvas.get_width_height(physical=True)
    buffer = io.BytesIO()
    # Level 1 is three times as fast as the default and the picture never leaves the machine.
    Image.frombuffer("RGBA", (width, height), canvas.buffer_rgba()).save(buffer, "png", compress_level=1)
    return buffer.getvalue()
