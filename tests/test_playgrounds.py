"""Every playground of every notebook is swept: each control, the corners, the presets, random settings."""

import hashlib
import itertools
import re
from dataclasses import dataclass, field
from functools import lru_cache

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
import pytest

from helpers.controls import shown
from notebook_run import notebooks, quick_pictures, run

POSITIONS, CORNERS, RANDOM, TRIALS = 9, 16, 20, 500
NO_WORDS = re.compile(r"\b(nan|inf|none|nat)\b|[<>]class|object at", re.IGNORECASE)

# Of module scope, so that all tests of one notebook run in a row and share its sweep.
by_notebook = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem, scope="module")


@dataclass
class Sweep:
    """What a playground showed: pictures by control, all readouts, and how often it drew from scratch."""

    made: object
    first: str
    pictures: dict = field(default_factory=dict)
    readouts: dict = field(default_factory=dict)
    redraws_again: dict = field(default_factory=dict)
    last: str = ""

    def show(self, **values):
        """Show `values`, all other controls at their start; return a digest of the picture."""
        self.made.set(**self.made.start | values)
        self.readouts[str(self.made.values)] = self.made.readout
        return digest(self.made)


def digest(made):
    return hashlib.sha256(made.png).hexdigest()


def positions(control, n=None):
    """Return `n` values of a control from end to end, or all of them; always all options of a choice."""
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    if isinstance(control, widgets.Dropdown):
        return list(control.options)
    steps = round((control.max - control.min) / control.step)
    grid = np.linspace(control.min, control.max, min(n or steps + 1, steps + 1))
    log = isinstance(control, widgets.FloatLogSlider)
    return [shown(control, float(control.base**x if log else x)) for x in grid]


def corners(controls, rng):
    """Return settings with every control at one of its ends; a sample of them where there are many."""
    ends = [positions(control, 2) for control in controls.values()]
    all_of_them = list(itertools.product(*ends))
    chosen = rng.permutation(len(all_of_them))[:CORNERS]
    return [dict(zip(controls, all_of_them[i], strict=True)) for i in chosen]


def anywhere(controls, rng):
    """Return a random setting."""
    return {name: rng.choice(np.array(positions(c), dtype=object)) for name, c in controls.items()}


@lru_cache(maxsize=1)
def swept(path):
    result, rng = run(path), np.random.default_rng(0)
    with mpl.rc_context(), quick_pictures():
        mpl.rcParams.update({k: v for k, v in result.style.items() if not k.startswith("backend")})
        return [sweep(made, rng) for made in result.playgrounds]


def sweep(made, rng):
    done = Sweep(made, digest(made))
    for name, control in made.controls.items():
        values = positions(control, POSITIONS)
        done.pictures[name] = [done.show(**{name: value}) for value in values]
        before = made.redraws
        for value in (values[0], values[-1]):
            done.show(**{name: value})
        done.redraws_again[name] = made.redraws - before
    settings = [*corners(made.controls, rng), *made.presets.values()]
    for values in settings + [anywhere(made.controls, rng) for _ in range(RANDOM)]:
        done.show(**values)
    done.last = done.show()
    return done


def witness(made):
    """Return a setting that meets the challenge, or None: one control away from a preset, or at random."""
    rng, (_, met) = np.random.default_rng(0), made.challenge
    near = (
        preset | {name: value}
        for preset in (made.start, *made.presets.values())
        for name, control in made.controls.items()
        for value in positions(control)
    )
    far = (anywhere(made.controls, rng) for _ in range(TRIALS))
    return next((values for values in itertools.chain(near, far) if met(**values)), None)


@by_notebook
def test_every_setting_is_shown_and_said_in_words(path):
    for done in swept(path):
        for values, words in done.readouts.items():
            assert words.strip(), values
            assert not NO_WORDS.search(words), f"{words!r} at {values}"
            assert len(words) <= 240, f"{words!r} takes more than two lines at {values}"


@by_notebook
def test_every_control_changes_the_picture(path):
    for done in swept(path):
        for name, pictures in done.pictures.items():
            assert len(set(pictures)) > 1, f"{name} changes nothing"


@by_notebook
def test_a_setting_looks_the_same_however_it_is_reached(path):
    for done in swept(path):
        assert done.last == done.first


@by_notebook
def test_what_moves_is_redrawn_without_drawing_the_rest_again(path):
    """Limits, ticks or a grid that change cost ten times as much as the artists that move."""
    for done in swept(path):
        assert sum(done.redraws_again.values()) == 0, done.redraws_again


@by_notebook
def test_every_challenge_can_be_met(path):
    for done in swept(path):
        if done.made.challenge:
            assert witness(done.made), done.made.challenge[0]
