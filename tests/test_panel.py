"""The panel shows what it is given, in words as well, and hands on what is clicked."""

import pytest

from helpers.controls import slider, switch
from helpers.panel import RESET, Panel, Picture
from helpers.plotting import BLUE, GREEN, VERMILLION

BUTTONS = {"far": {"x": 0.9, "on": False}, RESET: {"x": 0.2, "on": False}}


@pytest.fixture
def clicked():
    return []


@pytest.fixture
def panel(clicked):
    controls = {"x": slider(0, 1, value=0.2, label="a distance"), "on": switch()}
    return Panel(controls, BUTTONS, "Get <x> far", (300, 200), lambda **values: clicked.append(values))


def test_a_click_hands_on_the_values_of_its_button(panel, clicked):
    for button in panel.buttons.values():
        button.click()
    assert clicked == list(BUTTONS.values())


def test_controls_stand_between_buttons_and_picture_with_words_of_one_width(panel):
    row, x, on, picture, words, task = panel.widget.children
    assert row.children == tuple(panel.buttons.values())
    assert (picture, words, task) == (panel.picture, panel.words, panel.task)
    assert (x.description, on.description) == ("a distance", "on")
    assert x.style.description_width == on.style.description_width == "10ch"


def test_a_picture_has_the_words_as_its_alternative(panel):
    panel.show(b"png", "x < 1 & more", BUTTONS["far"])
    assert (panel.picture.value, panel.picture.tooltip) == (b"png", "x < 1 & more")
    assert panel.picture.description == ""  # or the browser would not set the tooltip
    assert "x &lt; 1 &amp; more" in panel.words.value
    assert 'role="status"' in panel.words.value


def test_the_preset_that_is_shown_is_marked_but_not_reset(panel):
    for values, marked in (
        (BUTTONS["far"], {"far"}),
        (BUTTONS[RESET], set()),
        ({"x": 0.5, "on": True}, set()),
    ):
        panel.show(b"", "", values)
        assert {name for name, b in panel.buttons.items() if BLUE in b.layout.border_bottom} == marked


def test_a_challenge_that_is_met_is_seen(panel):
    panel.judge(False)
    assert "Challenge:</b> Get &lt;x&gt; far" in panel.task.value
    assert GREEN not in panel.task.value
    panel.judge(True)
    assert "✓ Challenge met:</b> Get &lt;x&gt; far" in panel.task.value
    assert GREEN in panel.task.value


def test_an_error_takes_the_place_of_the_words_until_the_next_picture(panel):
    panel.show(b"good", "fine", {})
    panel.show_error("ValueError: <x>")
    assert VERMILLION in panel.words.value
    assert "&lt;x&gt;" in panel.words.value
    assert panel.picture.value == b"good"
    panel.show(b"good", "fine", {})
    assert VERMILLION not in panel.words.value


def test_the_page_keeps_the_room_of_the_picture(panel):
    assert isinstance(panel.picture, Picture)
    assert (panel.picture.width, panel.picture.height) == ("300", "200")
    assert panel.picture.layout.height == "auto"  # or a narrow page would distort it
    assert panel.picture.layout.max_width == "100%"


def test_the_bundle_part_names_the_widget(panel):
    ((kind, view),) = panel.mime().items()
    assert kind == "application/vnd.jupyter.widget-view+json"
    assert view["model_id"] == panel.widget.model_id
