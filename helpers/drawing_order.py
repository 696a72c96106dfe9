"""In which order matplotlib draws what a figure holds, and what must be drawn again when some of it moves."""

from math import inf

from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.offsetbox import OffsetBox
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import Bbox

FIGURE = "figure"
"""The place of what belongs to no axes: it may lie above or below any other."""

_BEST = 0  # matplotlib's code for the place of a legend that looks where the data are

MARGIN = 3
"""Pixels by which lines and letters may stick out of their boxes."""


def layers(fig):
    """Yield (place, artist) in the order in which matplotlib draws; axes that overlap share a place."""
    places = _places(fig)
    yield FIGURE, fig.patch
    for child in _by_zorder(fig, {fig.patch}):
        yield from _inside(child, places.get(child, FIGURE))


def _inside(artist, place):
    # Axes that draw in a way of their own (polar, 3D) count as one artist, as do subfigures.
    if getattr(type(artist), "draw", None) is not Axes.draw:
        yield place, artist
    elif artist.get_visible():
        if artist.axison and artist.get_frame_on():
            yield place, artist.patch
        for child in _by_zorder(artist, _undrawn(artist)):
            yield from _inside(child, place)


def _undrawn(ax):
    frame = set() if ax.axison and ax.get_frame_on() else set(ax.spines.values())
    return {ax.patch} | frame | (set() if ax.axison else {ax.xaxis, ax.yaxis})


def _by_zorder(parent, skipped):
    children = [a for a in parent.get_children() if a not in skipped and not a.get_animated()]
    return sorted(children, key=lambda a: a.get_zorder())


def _places(fig):
    groups = []
    for ax in fig.axes:
        near = [group for group in groups if any(ax.bbox.overlaps(other.bbox) for other in group)]
        groups = [group for group in groups if group not in near] + [sum(near, [ax])]
    return {ax: place for place, group in enumerate(groups) for ax in group}


def reached(layers, moving, renderer):
    """Return the moving artists and what lies above them in the same place, but for text out of their reach."""
    lifted, boxes = [], {}
    for place, artist in layers:
        near = boxes if place == FIGURE else {place, FIGURE} & boxes.keys()
        below = [box for other in near for box in boxes[other]]
        if artist in moving or (below and _may_cover(artist, below, renderer)):
            lifted.append(artist)
            boxes.setdefault(place, []).append(_reach(artist, renderer))
    return lifted


def _may_cover(artist, boxes, renderer):
    if not _plain_text(artist):
        return True
    if not artist.get_text():
        return False
    extent = artist.get_window_extent(renderer)
    return any(extent.overlaps(box) for box in boxes)


def _reach(artist, renderer):
    """Return a box in pixels outside which `artist` draws nothing."""
    box = artist.get_clip_box() if artist.get_clip_on() else None
    if isinstance(artist, Spine):
        box = artist.axes.bbox
    elif box is None and _plain_text(artist):
        box = artist.get_window_extent(renderer)
    return Bbox([[-inf, -inf], [inf, inf]]) if box is None else box.padded(MARGIN)


def _plain_text(artist):
    return isinstance(artist, Text) and artist.get_bbox_patch() is None


def has_place(artist):
    """Return whether `artist` is a legend that stays where its last drawing put it."""
    return isinstance(artist, Legend) and getattr(artist, "_loc", _BEST) != _BEST and not artist.shadow


def legend_parts(legend):
    """Yield what a legend with a place draws; `Legend.draw` takes most of its time to find that place."""
    box, frame = legend.get_children()
    yield frame
    yield from _box_parts(box)


def _box_parts(box):
    for child in box.get_visible_children():
        yield from _box_parts(child) if isinstance(child, OffsetBox) else [child]


def all_axes(axes):
    """Return `axes` and the axes inside them."""
    return [found for ax in axes for found in (ax, *all_axes(ax.child_axes))]


def grounds(fig):
    """Return the grounds of the figure and of its axes, which matplotlib draws apart from all else."""
    return {fig.patch} | {ax.patch for ax in all_axes(fig.axes)}
