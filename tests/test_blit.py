"""A repainted picture equals one that is drawn from scratch, pixel for pixel."""

import gc
import threading
import weakref

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from helpers.blit import Repainter
from helpers.plotting import STYLE

SCENES = {}


def scene(redraws):
    """Register a scene: it builds axes in `fig` and yields after each change of them.

    `redraws` counts the backgrounds that its paintings may take. One is the first painting, one the first
    movement; a scene in which artists merely move needs no more, however often they move.
    """

    def register(act):
        SCENES[act.__name__] = (act, redraws)
        return act

    return register


@pytest.fixture(autouse=True)
def style():
    with mpl.rc_context(STYLE):
        yield


def pixels(canvas):
    return np.array(canvas.buffer_rgba())


def differing(got, expected):
    return int((got != expected).any(-1).sum())


@scene(redraws=2)
def lines(fig):
    ax = fig.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="step", ylabel="loss")
    below, above = (ax.plot([0, 1], [0.1, 0.9], lw=8)[0] for _ in range(2))
    for y in (0.0, 0.3, 1.0, 0.3):  # a line on the edge lies under the spine
        yield
        below.set_data([0, 1], [y, 1 - y])
    for style in ("--", ":"):
        yield
        below.set(linestyle=style, color="C2", alpha=0.5)
    yield


@scene(redraws=3)
def texts(fig):
    ax = fig.subplots()
    note, other = ax.text(0.2, 0.5, ""), fig.text(0.8, 0.9, "step 0")
    for words in ("a", r"$\frac{x}{2}$", "two\nlines", ""):
        yield
        note.set_text(words)
    for step in range(3):
        yield
        other.set_text(f"step {step}")
        note.set_position((step / 3, 0.1))
    yield


@scene(redraws=2)
def bars(fig):
    ax = fig.subplots()
    ax.set_ylim(0, 1)
    bars, names = ax.bar(range(4), [0.25] * 4), [ax.text(i, 0, "") for i in range(4)]
    for heights in ([1, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], [0] * 4):
        yield
        for bar, name, height in zip(bars, names, heights, strict=True):
            bar.set_height(height)
            name.set(y=height, text=f"{height:.1f}")
    yield


@scene(redraws=2)
def images_under_a_grid(fig):
    ax = fig.subplots()
    ax.grid(True)
    ax.axhline(1, color="C1")
    image = ax.imshow(np.eye(4), extent=(0, 3, 0, 2), aspect="auto")
    for shift in range(3):
        yield
        image.set_data(np.roll(np.eye(4), shift, 0))
    yield


@scene(redraws=2)
def collections(fig):
    ax = fig.subplots()
    grid = np.linspace(0, 1, 5)
    points, mesh = ax.scatter(grid, grid, c=grid, zorder=3), ax.pcolormesh(np.outer(grid, grid))
    arrows = ax.quiver(grid, grid, grid, grid)
    for k in range(3):
        yield
        points.set_offsets(np.column_stack([grid, grid**k]))
        points.set_array(np.roll(grid, k))
        mesh.set_array(np.roll(np.outer(grid, grid), k, 1))
        arrows.set_UVC(np.cos(k + grid), np.sin(k + grid))
    yield


@scene(redraws=2)
def changes_that_matplotlib_does_not_mark(fig):
    ax = fig.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    arrow = ax.annotate("here", (0.5, 0.5), (0.2, 0.8), arrowprops={"arrowstyle": "->"})
    tangent, stairs = ax.axline((0.5, 0.5), slope=0), ax.stairs([0.1, 0.2])
    points = ax.scatter([0.2, 0.8], [0.9, 0.9], c=[0, 1])
    for x in (0.1, 0.9, 0.4):
        yield
        arrow.xy = (x, x)
        tangent.set_slope(x)
        points.set_array([x, 1 - x])
        stairs.set_path(Path([(0, 0), (x, x)]))
    yield


@scene(redraws=2)
def titles_and_legends(fig):
    ax = fig.subplots()
    line, _ = ax.plot([0, 1], [0, 1], label="a"), ax.plot([0, 1], [1, 1], label="b")
    legend, title, _ = ax.legend(loc="best"), ax.set_title("Step 0"), fig.suptitle("All of it")
    for step in range(3):
        yield
        line[0].set_ydata([step / 2, 1 - step / 2])  # the legend seeks another corner
        title.set_text(f"Step {step}, and twice:\n{2 * step}")
    yield
    legend.get_texts()[0].set_text("the first line")
    yield


@scene(redraws=3)
def legends_with_a_place(fig):
    ax, other = fig.subplots(1, 2)
    line, *_ = ax.plot([0, 1], [0, 1], "o-", label=r"$x^2$")
    ax.fill_between([0, 1], [0, 1], label="a band", alpha=0.3)
    legend = ax.legend(loc="upper left", title="what it is", frameon=True, facecolor=(1, 1, 1, 0.5))
    bars = other.bar([0, 1], [1, 2], label=["first", "second"])
    other.legend(loc="lower right", shadow=True, frameon=True)
    fig.legend(loc="outside upper center", handles=[line])
    for y in (0.2, 0.8):
        yield
        line.set_ydata([y, y])  # passes under the legend
        bars[0].set_height(y)
    yield
    legend.get_texts()[1].set_text("another")
    yield
    legend.set_loc("lower right")
    yield
    line.set_ydata([0, 1])
    yield
    legend.get_texts()[0].set_visible(False)
    line.set_ydata([0, 0.5])
    yield


@scene(redraws=7)
def titles_that_must_be_placed(fig):
    ax, other = fig.subplots(1, 2)
    ax.xaxis.tick_top()
    title, empty = ax.set_title("Step 0"), other.set_title("")
    other.xaxis.tick_top()
    for words in (r"$\frac{1}{\frac{2}{\frac{3}{4}}}$", "low"):  # how far letters reach down matters
        yield
        title.set_text(words)
    yield
    empty.set_text("begins")
    yield
    other.xaxis.tick_bottom()
    yield
    empty.set_text(r"$\frac{1}{\frac{2}{\frac{3}{\frac{4}{5}}}}$")
    yield
    empty.set_text("ends")
    yield


@scene(redraws=4)
def words_that_reach_a_title(fig):
    ax = fig.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1), title="The title of the axes")
    note = ax.text(0, 0, "a note", color="C1", size=20)
    loose, *_ = ax.plot([0, 0.5], [0, 0], lw=9, clip_on=False)
    for y in (0.5, 1.0, 0.5, 1.02, 0.2, 1.0, 0.4, 1.0):
        yield
        note.set_position((0, y))
    for y in (0.5, 1.05):
        yield
        loose.set_ydata([0, y])
    yield


@scene(redraws=3)
def artists_of_the_figure(fig):
    ax, other = fig.subplots(1, 2)
    other.set_facecolor("w")
    line, *_ = ax.plot([0, 1], [0, 1], lw=9)
    fig.text(0.3, 0.5, "still above", color="C1", zorder=9)
    below = Rectangle((0.2, 0.2), 0.2, 0.5, transform=fig.transFigure, zorder=-1, color="C2")
    fig.add_artist(below)
    for y in (0.3, 0.6):
        yield
        line.set_ydata([y, y])
    for width in (0.4, 0.6):
        yield
        below.set_width(width)  # passes under the other axes
    yield


@scene(redraws=2)
def bands_drawn_anew(fig):
    ax = fig.subplots()
    ax.set(xlim=(0, 4), ylim=(-4, 4))
    ax.plot([0, 4], [0, 0])
    band = None
    for width in range(4):
        yield
        if band:
            band.remove()
        band = ax.fill_between(range(5), -width, width, alpha=0.4)
    yield


@scene(redraws=5)
def artists_that_come_and_go(fig):
    ax = fig.subplots()
    ax.set(xlim=(0, 4), ylim=(0, 4))
    first, *_ = ax.plot([0, 4], [0, 4])
    yield
    ax.plot([0, 4], [4, 0], lw=9)
    yield
    for line in list(ax.lines)[1:]:
        line.remove()
    yield
    first.remove()  # stood still until now
    yield
    ax.axhspan(1, 2)
    yield


@scene(redraws=5)
def limits(fig):
    ax, other = fig.subplots(1, 2)
    line, _ = *ax.plot([0, 1], [0, 1]), ax.axvline(0.5)
    other.plot([0, 1], [1, 0])
    yield
    ax.set_xlim(-1, 2)
    yield
    line.set_data([0, 5], [0, 7])
    ax.relim()
    ax.autoscale(True)
    yield
    other.set_yscale("log")
    yield
    ax.set_aspect("equal")
    yield


@scene(redraws=6)
def limits_above_an_image_that_moves(fig):
    ax = fig.subplots()
    image = ax.imshow(
        np.eye(3), extent=(1, 3, 1, 3), aspect="auto"
    )  # lies below the ticks, so they are lifted
    still = Rectangle((3, 3), 1, 1, zorder=-1, color="C1")
    ax.add_artist(still)
    ax.set(xlim=(1, 5), ylim=(1, 5))
    for change in (
        lambda: None,
        lambda: ax.set_xlim(1, 7),
        lambda: ax.set_yscale("function", functions=(np.sqrt, np.square)),
        lambda: ax.set_yscale("function", functions=(np.square, np.sqrt)),
    ):
        yield
        image.set_data(1 - image.get_array())
        change()
    yield


@scene(redraws=11)
def ticks(fig):
    ax = fig.subplots()
    line, *_ = ax.plot([0, 1], [0, 1])
    yield
    for change in (
        lambda: ax.set_xticks([0, 0.5, 1], ["low", "half", "high"]),
        lambda: ax.set_xlabel("lr"),
        lambda: ax.yaxis.label.set_text("loss"),
        lambda: ax.get_xticklabels()[1].set_color("C3"),
        lambda: ax.tick_params(length=9),
        lambda: ax.minorticks_on(),
        lambda: ax.xaxis.get_minor_ticks()[3].tick1line.set_markersize(20),
        lambda: ax.grid(True),
        lambda: ax.spines["right"].set_visible(True),
    ):
        change()
        line.set_ydata([0.2, 0.8])
        yield


@scene(redraws=2)
def visibility(fig):
    ax, other = fig.subplots(1, 2)
    shown = [*ax.plot([0, 1], [0, 1], lw=5), ax.text(0.5, 0.5, "here"), *ax.plot([0, 1], [1, 0])]
    other.plot([0, 1])
    for step in range(4):
        yield
        for k, artist in enumerate(shown):
            artist.set_visible((step + k) % 2 == 0)
            artist.set_alpha(1 - step / 8)
    yield


@scene(redraws=6)
def axes_hidden_and_framed(fig):
    ax, other = fig.subplots(1, 2)
    line, *_ = ax.plot([0, 1], [0, 1])
    other.imshow(np.eye(3))
    other.set_axis_off()
    yield
    for change in (
        lambda: other.images[0].set_data(1 - np.eye(3)),  # below the ticks that are off
        lambda: other.set_visible(False),
        lambda: other.set_visible(True),
        lambda: ax.set_frame_on(False),
        lambda: ax.set_position([0.3, 0.3, 0.2, 0.2]),
    ):
        change()
        line.set_ydata([0.2, 0.8])
        yield


@scene(redraws=3)
def twins(fig):
    ax = fig.subplots()
    twin = ax.twinx()
    left, right = ax.plot([0, 1], [0, 1], lw=9)[0], twin.plot([0, 1], [1, 0], "C1", lw=9)[0]
    for y in (0.1, 0.5, 0.9):
        yield
        left.set_ydata([y, 1 - y])  # lies under the line of the twin
    right.set_ydata([0, 0])
    yield
    right.set_ydata([1, 0])
    yield


@scene(redraws=4)
def shared_axes(fig):
    ax, other = fig.subplots(1, 2, sharey=True)
    line, *_ = ax.plot([0, 1], [0, 1])
    other.plot([0, 1], [1, 0])
    for top in (2, 3):
        yield
        ax.set_ylim(0, top)
        line.set_ydata([0, top])
    yield
    line.set_ydata([1, 1])
    yield


@scene(redraws=3)
def insets(fig):
    ax = fig.subplots()
    line, *_ = ax.plot([0, 1], [0, 1], lw=9)
    inset, pasted = ax.inset_axes([0.1, 0.6, 0.3, 0.3]), fig.add_axes([0.6, 0.2, 0.2, 0.2])
    inset.set_facecolor((0.5, 0.5, 0.5, 0.5))  # must be drawn once, not twice
    bare = ax.inset_axes([0.4, 0.1, 0.3, 0.3], facecolor="C1", frame_on=False)
    bare.set_axis_off()
    small, *_ = inset.plot([0, 1], [0, 1])
    pasted.imshow(np.eye(2))
    for y in (0.0, 0.2, 0.5):
        yield
        line.set_ydata([y, 1 - y])  # passes under both
        small.set_ydata([y, y])
    yield
    inset.set_xlim(0, 2)
    yield


@scene(redraws=4)
def colorbars(fig):
    ax = fig.subplots()
    image = ax.imshow(np.eye(3), vmin=0, vmax=1, zorder=1)
    fig.colorbar(image)
    for high in (1, 1, 2):
        yield
        image.set_data(np.eye(3) * high)
        image.set_clim(0, high)
    yield
    image.set_cmap("magma")
    yield


@scene(redraws=3)
def polar_and_solid(fig):
    round_, solid = fig.add_subplot(121, projection="polar"), fig.add_subplot(122, projection="3d")
    line, path = *round_.plot([0, 1, 2], [1, 2, 1]), *solid.plot([0, 1], [0, 1], [0, 1])
    for k in range(2):
        yield
        line.set_ydata([2, k, 2])
        path.set_data_3d([0, 1], [1, 0], [0, k])
    yield


@scene(redraws=3)
def opaque_grounds(fig):
    fig.set_facecolor((0.9, 0.9, 0.9, 0.5))
    ax = fig.subplots()
    line, *_ = ax.plot([0, 1], [0, 1])
    for color in ("w", (1, 0, 0, 0.5)):
        yield
        ax.set_facecolor(color)
        fig.set_facecolor((0.5, 0.5, 0.5, 0.5))
        line.set_ydata([1, 0])
    yield


@pytest.mark.parametrize("name", SCENES)
def test_a_repainted_picture_equals_one_drawn_from_scratch(name):
    act, redraws = SCENES[name]
    painted, drawn = (Figure(figsize=(4, 2.5), dpi=90, layout="constrained") for _ in range(2))
    painter = canvas = None
    for step, _ in enumerate(zip(act(painted), act(drawn), strict=True)):
        if step == 0:
            painter, canvas = Repainter(painted, dpi=90), FigureCanvasAgg(drawn)
            canvas.draw()
            drawn.set_layout_engine("none")
        painter.paint()
        canvas.draw()
        assert differing(pixels(painter.canvas), pixels(canvas)) == 0, f"at step {step}"
    assert painter.redraws <= redraws


def figure():
    fig = Figure(figsize=(3, 2), layout="constrained")
    ax = fig.subplots()
    ax.set_ylim(0, 1)
    return fig, ax.plot([0, 1], [0, 1])[0]


def test_each_change_shows():
    fig, line = figure()
    painter = Repainter(fig)
    before = pixels(painter.canvas)
    line.set_ydata([1, 0])
    painter.paint()
    assert differing(before, pixels(painter.canvas)) > 100


def test_nothing_changed_nothing_drawn_anew():
    painter = Repainter(figure()[0])
    before = pixels(painter.canvas)
    painter.paint()
    assert painter.redraws == 1
    assert differing(before, pixels(painter.canvas)) == 0


def test_the_layout_is_computed_once():
    fig, _ = figure()
    painter = Repainter(fig)
    place = fig.axes[0].get_position().bounds
    fig.axes[0].set_ylabel("a label\nof several\nlines")
    fig.axes[0].set_ylim(0, 1e9)
    painter.paint()
    assert fig.axes[0].get_position().bounds == place


def test_the_resolution_is_the_one_asked_for():
    painter = Repainter(figure()[0], dpi=50)
    assert painter.pixels().shape == (100, 150, 4)


def test_a_drawing_that_fails_leaves_no_trace():
    fig, _ = figure()
    painter = Repainter(fig)
    good = pixels(painter.canvas)
    label = fig.axes[0].text(0.5, 0.5, r"$\nonsense$", zorder=1)  # line and spines lie above
    with pytest.raises(ValueError, match="nonsense"):
        painter.paint()
    label.remove()
    painter.paint()
    assert differing(good, pixels(painter.canvas)) == 0
    assert not any(artist.get_animated() for artist in fig.findobj())


def test_a_tick_that_fails_leaves_no_trace_either():
    (fig, _), (other, _) = figure(), figure()
    fails = []
    for ax in (fig.axes[0], other.axes[0]):
        ax.yaxis.set_major_formatter(lambda value, position: "tick" if not fails else 1 / 0)
    painter, expected = Repainter(fig), Repainter(other)
    for ax in (fig.axes[0], other.axes[0]):
        ax.set_xlabel("is drawn before the failure")
    fails.append(True)
    with pytest.raises(ZeroDivisionError):
        painter.paint()
    fails.clear()
    painter.paint()
    expected.paint()
    assert differing(pixels(expected.canvas), pixels(painter.canvas)) == 0


def test_what_stands_still_is_drawn_once(monkeypatch):
    fig, line = figure()
    still, *_ = fig.axes[0].plot([0, 1], [1, 1], zorder=1)
    painter, drawn = Repainter(fig), []
    monkeypatch.setattr(still, "draw", lambda _: drawn.append("line"))
    monkeypatch.setattr(fig.axes[0].xaxis, "draw", lambda _: drawn.append("axis"))
    for y in (0.1, 0.2, 0.3):
        line.set_ydata([y, y])
        painter.paint()
    assert drawn == ["axis", "line"]  # the background, when the line first moves
    for k, change in enumerate(
        (lambda: fig.axes[0].set_xticks([0, 1]), lambda: fig.axes[0].set_facecolor("w"))
    ):
        change()
        for y in (0.4, 0.5):
            line.set_ydata([y, y])
            painter.paint()
        assert drawn == ["axis", "line"] * (k + 2)


def test_a_place_that_drawing_settles_is_settled_once():
    fig, _ = figure()
    painter = Repainter(fig)
    fig.axes[0].set_aspect("equal")
    painter.paint()
    redraws = painter.redraws
    painter.paint()
    assert painter.redraws == redraws


def test_no_figure_is_left_in_pyplot():
    Repainter(figure()[0]).paint()
    assert plt.get_fignums() == []


def test_artists_that_went_are_forgotten():
    fig, _ = figure()
    painter = Repainter(fig)
    bands = []
    for width in range(1, 5):
        band = fig.axes[0].fill_between([0, 1], width / 9)
        bands.append(weakref.ref(band))
        painter.paint()
        band.remove()
        del band
    painter.paint()
    gc.collect()
    assert [band() for band in bands] == [None] * 4


def test_figures_may_be_repainted_in_several_threads():
    """Formulas are parsed by one parser for all figures; without a lock its state is torn."""
    failures, pictures = [], {}

    def repaint(name):
        try:
            fig, line = figure()
            words = fig.axes[0].text(0.1, 0.5, "")
            painter = Repainter(fig, dpi=40)
            for k in range(25):
                line.set_ydata([0, k / 25])
                words.set_text(rf"$\sqrt{{x_{{{k}}}^{{2}}}}$ and {name % 2}")
                painter.paint()
            pictures[name] = pixels(painter.canvas)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=repaint, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert differing(pictures[0], pictures[2]) == differing(pictures[1], pictures[3]) == 0
