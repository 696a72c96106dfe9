"""The figure style is readable on both grounds, applied on request only, and never without words."""

import io
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import plotting
from helpers.plotting import BLUE, COLORS, GREY, STYLE, css_size, label_line, png, show, use_style

WHITE, NEARLY_BLACK, BLACK = "#ffffff", "#111111", "#000000"  # JupyterLab's dark theme is #111111


def luminance(color):
    """Relative luminance, as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def styled():
    with mpl.rc_context():
        use_style()
        yield
    plt.close("all")


@pytest.fixture
def displayed(monkeypatch):
    """What was displayed: (bundle, metadata) of each output."""
    bundles = []
    monkeypatch.setattr(plotting, "display", lambda data, raw, metadata: bundles.append((data, metadata)))
    return bundles


def test_contrast_is_the_one_of_wcag():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("ground", [WHITE, NEARLY_BLACK])
def test_lines_have_a_contrast_of_3_to_1(color, ground):
    assert contrast(color, ground) >= 3


def test_text_has_the_contrast_that_one_colour_can_have():
    """4.5:1 on white and on black; on #111111 no colour that reaches 4.5:1 on white exceeds 4.2:1.

    The contrasts on the two grounds multiply to the contrast of the grounds with each other, 18.9:1 here,
    and 18.9 / 4.5 is 4.2. Large text needs 3:1, as lines do.
    """
    assert contrast(GREY, WHITE) >= 4.5
    assert contrast(GREY, BLACK) >= 4.5
    bound = contrast(WHITE, NEARLY_BLACK) / 4.5
    assert bound < 4.5
    assert contrast(GREY, NEARLY_BLACK) > 0.98 * bound


def test_the_style_uses_no_other_colour():
    colors = [
        v for k, v in STYLE.items() if k.split(".")[-1] in ("color", "edgecolor", "labelcolor", "titlecolor")
    ]
    assert len(colors) >= 7
    assert set(colors) == {GREY}
    assert STYLE["axes.prop_cycle"].by_key()["color"] == list(COLORS)
    assert {STYLE[f"{part}.facecolor"] for part in ("figure", "axes", "savefig")} == {"none"}


def test_lines_differ_in_dash_as_well_as_in_colour(styled):
    lines = plt.subplots()[1].plot(np.zeros((2, 4)))
    assert len({line.get_linestyle() for line in lines}) == len({line.get_color() for line in lines}) == 4


def test_an_import_changes_no_setting():
    code = """
import matplotlib
before = dict(matplotlib.rcParams)
import helpers.plotting, helpers.playground
assert dict(matplotlib.rcParams) == before
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_ground_is_transparent_and_the_text_grey(styled):
    fig, ax = plt.subplots()
    ax.set_title("Title")
    pixels = np.asarray(Image.open(io.BytesIO(png(fig))).convert("RGBA"))
    assert (pixels[..., 3] == 0).mean() > 0.9
    solid = pixels[pixels[..., 3] == 255]
    assert len(solid) > 500
    assert np.abs(solid[:, :3].astype(int) - 0x76).max() <= 1


def test_a_picture_is_sharp_and_as_large_as_the_figure_says(styled, displayed):
    fig, _ = plt.subplots(figsize=(4, 2.2))
    picture = Image.open(io.BytesIO(png(fig)))
    assert picture.size == (600, 330)
    assert css_size(fig) == (400, 220)
    show(fig, "An empty figure")
    assert displayed[0][1]["image/png"]["width"] == 400


@pytest.mark.parametrize("width", [3.3, 4.1, 7.2, 7.21])
def test_any_width_gives_the_pixels_of_the_figure(styled, width):
    fig, ax = plt.subplots(figsize=(width, 1.7))
    ax.plot([0, 1], [0, 1])
    buffer = io.BytesIO()
    fig.savefig(buffer, dpi=150)
    expected, got = (
        np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")).astype(float)
        for data in (buffer.getvalue(), png(fig))
    )
    assert got.shape == expected.shape and np.abs(got - expected).mean() < 1


def test_equal_pictures_are_equal_bytes_without_a_date(styled):
    def draw():
        fig, ax = plt.subplots()
        ax.plot([0, 1], label=r"$x^2$")
        ax.legend()
        return png(fig)

    assert draw() == draw()
    assert not Image.open(io.BytesIO(draw())).info.keys() & {"Software", "Creation Time", "date"}


def test_show_stores_picture_words_and_alternative_and_closes(styled, displayed):
    fig, _ = plt.subplots()
    expected = png(fig)
    assert show(fig, "An empty figure") is None
    data, metadata = displayed.pop()
    assert data.keys() == {"image/png", "text/plain"}
    assert data["text/plain"] == metadata["image/png"]["alt"] == "An empty figure"
    assert plotting.b64encode(expected).decode() == data["image/png"]
    assert plt.get_fignums() == []


@pytest.mark.parametrize("alt", ["", "  ", None, 3])
def test_show_needs_words(styled, displayed, alt):
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="alt="):
        show(fig, alt)
    assert displayed == []


def test_a_label_stands_at_the_end_of_its_line_or_where_it_is_asked_to(styled):
    line, *_ = plt.subplots()[1].plot([0, 1, 2], [5, 6, 7])
    end, near = label_line(line, "end"), label_line(line, "near", x=0.9, dy=3)
    assert end.xy == (2, 7)
    assert near.xy == (1, 6)
    assert near.xyann == (4, 3)
    assert end.get_color() == near.get_color() == line.get_color() == BLUE
