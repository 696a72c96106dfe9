"""The order is the one in which matplotlib draws, and only what lies over moving artists is drawn again."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.drawing_order import FIGURE, all_axes, grounds, has_place, layers, legend_parts, reached
from helpers.plotting import STYLE


@pytest.fixture
def fig():
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(4, 3), layout="constrained")
        ax, other = fig.subplots(1, 2)
        ax.set_title("Title")
        ax.plot([0, 1], [0, 1], zorder=9)
        ax.imshow(np.eye(2))
        ax.text(0.5, 0.5, "words")
        ax.legend(other.plot([0, 1], [1, 0]), ["one"], loc="upper left")
        ax.inset_axes([0.5, 0.5, 0.3, 0.3]).bar([0, 1], [1, 2])
        other.twinx().fill_between([0, 1], [1, 0], zorder=-1)
        other.set_axis_off()
        fig.add_subplot(3, 3, 9, projection="polar").plot([0, 1], [0, 1])
        fig.suptitle("All")
        fig.text(0, 0, "below", zorder=-2)
        yield fig


def drawn(fig, monkeypatch):
    """Return the artists of `layers`, in the order in which matplotlib draws them."""
    order = []
    for _, artist in layers(fig):
        draw = artist.draw
        monkeypatch.setattr(
            artist, "draw", lambda renderer, artist=artist, draw=draw: (order.append(artist), draw(renderer))
        )
    FigureCanvasAgg(fig).draw()
    return order


def test_layers_are_in_the_order_of_drawing_and_complete(fig, monkeypatch):
    expected = [artist for _, artist in layers(fig)]
    assert drawn(fig, monkeypatch) == expected
    assert len(set(expected)) == len(expected) > 30


def test_axes_that_overlap_share_a_place(fig):
    places = {artist: place for place, artist in layers(fig)}
    ax, other, twin, round_ = fig.axes
    assert places[ax.lines[0]] == places[ax.child_axes[0].patches[0]]
    assert places[twin.collections[0]] not in (places[ax.lines[0]], FIGURE)
    assert places[round_] == places[twin.collections[0]]  # the polar axes lie on the right ones
    assert places[fig.texts[0]] == places[fig.patch] == FIGURE


def test_what_lies_below_or_elsewhere_is_not_reached(fig):
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    ax, other, twin, _ = fig.axes
    over = reached(list(layers(fig)), {ax.lines[0]}, canvas.get_renderer())
    assert over[0] is ax.lines[0]  # zorder 9, above its image, words, spines
    assert not {ax.images[0], ax.texts[0], ax.xaxis, twin.collections[0], ax._left_title} & set(over)
    over = reached(list(layers(fig)), {ax.images[0]}, canvas.get_renderer())
    assert {ax.xaxis, ax.texts[0], ax.lines[0], ax.get_legend(), ax.spines["left"]} < set(over)
    assert not {ax._left_title, twin.yaxis} & set(over)  # the title stands outside, where no image can be


def test_all_is_reached_from_below_everything(fig):
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    expected = [a for _, a in layers(fig) if not (hasattr(a, "get_text") and not a.get_text())]
    assert reached(list(layers(fig)), {fig.patch}, canvas.get_renderer()) == expected


def test_a_legend_is_drawn_in_parts_as_it_is_as_a_whole(fig):
    canvas, legend = FigureCanvasAgg(fig), fig.axes[0].get_legend()
    canvas.draw()
    renderer = canvas.get_renderer()

    def pixels(artists):
        renderer.clear()
        for artist in artists:
            artist.draw(renderer)
        return np.array(canvas.buffer_rgba())

    assert has_place(legend)
    assert np.array_equal(pixels([legend]), pixels(legend_parts(legend)))
    assert pixels([legend])[..., 3].any()


def test_a_legend_that_seeks_its_place_has_none(fig):
    assert not has_place(fig.axes[1].legend(fig.axes[1].lines, ["one"], loc="best"))
    assert not has_place(fig.axes[0].lines[0])


def test_axes_inside_axes_are_found(fig):
    assert len(all_axes(fig.axes)) == 5
    assert grounds(fig) == {fig.patch, *(ax.patch for ax in [*fig.axes, *fig.axes[0].child_axes])}
