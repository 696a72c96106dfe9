"""A playground redraws what its controls say, keeps a good picture when something fails, and says it in words."""

import gc
import io
import threading
from base64 import b64decode

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from helpers import plotting
from helpers.playground import Playground, choice, log_slider, playground, registry, slider, switch

STARTS = {"x": 0.2, "lr": 0.05, "kind": "line", "grid": False}


class Scene:
    """A figure with a line from 0 to x, and what `update` was called with."""

    def __init__(self):
        self.fig = Figure(figsize=(3, 2), layout="constrained")
        self.ax = self.fig.subplots()
        self.ax.set(xlim=(0, 1), ylim=(-1, 1))
        (self.line,) = self.ax.plot([], [], lw=5)
        self.calls, self.fails = [], False

    def update(self, x, lr, kind, grid):
        self.calls.append({"x": x, "lr": lr, "kind": kind, "grid": grid})
        if self.fails:
            raise ZeroDivisionError("x < 0 & y")
        self.line.set(xdata=[0, x], ydata=[0, lr], linestyle="-" if kind == "line" else ":")
        if grid != self.ax.get_xgridlines()[0].get_visible():
            self.ax.grid(grid)
        return f"A {kind} to {x:g}, {lr:g}"


def controls():
    return {
        "x": slider(0, 1, value=0.2),
        "lr": log_slider(1e-3, 1, value=0.05, label="learning rate"),
        "kind": choice(["line", "dots"]),
        "grid": switch(),
    }


PRESETS = {"far": {"x": 0.9}, "dotted": {"kind": "dots", "grid": True, "lr": 0.5}}
CHALLENGE = ("Get <x> above 0.8", lambda x, lr, kind, grid: x > 0.8)


def make(scene=None, **more):
    scene = scene or Scene()
    arguments = {"controls": controls(), "presets": PRESETS, "challenge": CHALLENGE} | more
    return scene, Playground(scene.fig, scene.update, **arguments)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def drawn_anew(**values):
    """Return the picture of a playground that never showed anything but `values`."""
    _, made = make()
    made.set(**values)
    return pixels(made.png)


@pytest.fixture
def displayed(monkeypatch):
    bundles = []
    monkeypatch.setattr(plotting, "display", lambda data, raw, metadata: bundles.append((data, metadata)))
    registry.clear()
    yield bundles
    registry.clear()


def test_it_starts_with_the_values_of_its_controls():
    scene, made = make()
    assert made.values == made.start == STARTS
    assert scene.calls == [STARTS]
    assert made.readout == "A line to 0.2, 0.05"
    assert np.array_equal(pixels(made.png), drawn_anew())


@pytest.mark.parametrize(("name", "value"), [("x", 0.7), ("lr", 0.5), ("kind", "dots"), ("grid", True)])
def test_a_control_that_moves_redraws_picture_and_readout(name, value):
    scene, made = make()
    before = made.png
    made.controls[name].value = value
    assert scene.calls == [STARTS, STARTS | {name: value}]
    assert made.png != before
    assert made.panel.picture.value == made.png
    assert np.array_equal(pixels(made.png), drawn_anew(**{name: value}))
    assert made.readout == scene.update(**made.values)
    assert made.readout in made.panel.words.value
    assert made.panel.picture.tooltip == made.readout  # the text alternative


def test_a_preset_sets_all_controls_and_redraws_once():
    scene, made = make()
    made.controls["x"].value = 0.5
    made.panel.buttons["dotted"].click()
    assert made.values == STARTS | PRESETS["dotted"]
    assert len(scene.calls) == 3
    made.panel.buttons["far"].click()
    assert made.values == STARTS | PRESETS["far"]
    assert len(scene.calls) == 4
    assert np.array_equal(pixels(made.png), drawn_anew(x=0.9))


def test_reset_returns_to_the_start():
    _, made = make()
    first = made.png
    made.panel.buttons["dotted"].click()
    made.panel.buttons["reset"].click()
    assert made.values == STARTS
    assert np.array_equal(pixels(made.png), pixels(first))


def test_presets_are_complete_and_on_the_grid_of_their_controls():
    _, made = make(presets={"odd": {"x": 0.333, "lr": 0.0123}})
    assert made.presets == {"odd": STARTS | {"x": 0.33, "lr": 0.013}}
    made.panel.buttons["odd"].click()
    assert made.values == made.presets["odd"]


def test_a_challenge_is_recognised_when_it_is_met_and_only_then():
    _, made = make()
    task = made.panel.task
    assert "Challenge:" in task.value
    assert "Get &lt;x&gt; above 0.8" in task.value
    made.controls["x"].value = 0.81
    assert "✓ Challenge met:" in task.value
    made.controls["x"].value = 0.8
    assert "✓" not in task.value


def test_presets_and_challenge_may_be_left_out():
    _, made = make(presets={}, challenge=None)
    made.controls["x"].value = 0.9
    assert list(made.panel.buttons) == ["reset"]
    assert made.panel.task.value == ""


def test_the_rounding_of_the_browser_redraws_nothing():
    scene, made = make()
    made.controls["x"].value = np.nextafter(0.2, 1)
    made.controls["lr"].value = 10**-1.3  # the step of the slider that reads 0.05
    assert scene.calls == [STARTS]


def test_an_update_that_fails_keeps_the_picture_and_says_why():
    scene, made = make()
    good = made.png
    scene.fails = True
    made.controls["x"].value = 0.7
    assert made.readout == "ZeroDivisionError: x < 0 & y"
    assert "x &lt; 0 &amp; y" in made.panel.words.value
    assert plotting.VERMILLION in made.panel.words.value
    assert made.png == made.panel.picture.value == good
    scene.fails = False
    made.controls["x"].value = 0.6
    assert made.readout == "A line to 0.6, 0.05"
    assert plotting.VERMILLION not in made.panel.words.value
    assert np.array_equal(pixels(made.png), drawn_anew(x=0.6))


def test_set_raises_what_update_raises():
    scene, made = make()
    scene.fails = True
    with pytest.raises(ZeroDivisionError):
        made.set(x=0.7)
    scene.fails = False
    made.controls["x"].value = 0.6  # controls are still listened to
    assert made.readout == "A line to 0.6, 0.05"


def test_a_drawing_that_fails_is_an_error_as_well():
    scene, made = make()
    label = scene.ax.text(0.5, 0.5, r"$\nonsense$")
    with pytest.raises(ValueError, match="nonsense"):
        made.set(x=0.7)
    label.remove()
    made.set(x=0.6)
    assert np.array_equal(pixels(made.png), drawn_anew(x=0.6))


@pytest.mark.parametrize(
    "move", [lambda made, x: made.set(x=x), lambda made, x: setattr(made.controls["x"], "value", x)]
)
def test_the_last_value_wins_when_controls_move_during_an_update(move):
    scene, made = make()
    begun, may_go_on, inside, crowd = threading.Event(), threading.Event(), [], []

    def slow(**values):
        inside.append(values)
        crowd.append(len(inside))
        begun.set()
        may_go_on.wait(10)
        inside.pop()
        return scene.update(**values)

    made._update = slow
    threads = [threading.Thread(target=move, args=(made, x)) for x in (0.5, 0.9)]
    threads[0].start()
    begun.wait(10)
    threads[1].start()
    threads[1].join(0.2)  # waits for the first
    may_go_on.set()
    for thread in threads:
        thread.join()
    assert crowd == [1, 1]
    assert made.readout == "A line to 0.9, 0.05"
    assert np.array_equal(pixels(made.png), drawn_anew(x=0.9))


def test_callbacks_may_come_from_several_threads():
    scene, made = make()
    failures = []

    def drag(name, values):
        try:
            for value in values:
                made.controls[name].value = value
        except Exception as error:
            failures.append(error)

    moves = {"x": np.linspace(0, 1, 21), "lr": np.geomspace(1e-3, 1, 21), "grid": [True, False] * 10}
    threads = [threading.Thread(target=drag, args=move) for move in moves.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert made.values == STARTS | {"x": 1.0, "lr": 1.0, "grid": False}
    assert made.readout == "A line to 1, 1"
    assert np.array_equal(pixels(made.png), drawn_anew(**made.values))


def test_redrawing_leaves_nothing_behind():
    _, made = make()

    def count():
        for x in np.linspace(0, 1, 51):
            made.set(x=x)
        gc.collect()
        return len(gc.get_objects())

    count()
    before = count()
    assert count() - before < 20


def test_the_bundle_shows_the_picture_where_no_kernel_runs(displayed):
    scene = Scene()
    assert playground(scene.fig, scene.update, challenge=CHALLENGE, **controls()) is None
    (made,) = registry
    ((bundle, metadata),) = displayed
    assert bundle.keys() == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == made.readout
    stored = Image.open(io.BytesIO(b64decode(bundle["image/png"])))
    assert np.abs(np.asarray(stored.convert("RGBA")).astype(float) - pixels(made.png)).mean() < 1
    assert len(b64decode(bundle["image/png"])) < 0.8 * len(made.png)
    assert stored.width == 1.5 * metadata["image/png"]["width"] == 450
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == made.panel.widget.model_id


def test_playgrounds_register_in_order_and_leave_no_figure_open(displayed):
    for _ in range(2):
        scene = Scene()
        scene.fig, scene.ax = plt.subplots()
        (scene.line,) = scene.ax.plot([], [])
        playground(scene.fig, scene.update, **controls())
        assert plt.get_fignums() == []
    assert len(registry) == 2
    assert registry[-1].readout == "A line to 0.2, 0.05"


def test_one_playground_does_not_disturb_another():
    (_, one), (_, other) = make(), make()
    before = other.png
    one.controls["x"].value = 0.9
    assert other.png == before
    assert other.values == STARTS


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"controls": {}, "presets": {}, "challenge": None}, "controls={}"),
        ({"presets": {"far": {"y": 1}}}, "presets['far']='y': expected one of ['x', 'lr', 'kind', 'grid']"),
        ({"presets": {"far": {"x": 1.1}}}, "presets['far']['x']=1.1"),
        ({"presets": {"far": {"kind": "curve"}}}, "presets['far']['kind']='curve'"),
        ({"presets": {"reset": {"x": 1}}}, "presets"),
        ({"challenge": ("Get x above 0.1", lambda x, **_: x > 0.1)}, "challenge='Get x above 0.1'"),
    ],
)
def test_bad_arguments_are_named(more, named):
    with pytest.raises(ValueError) as caught:
        make(**more)
    assert named in str(caught.value)


def test_bad_types_are_named():
    scene = Scene()
    with pytest.raises(TypeError, match="fig="):
        Playground(scene.ax, scene.update, controls(), {}, None)
    with pytest.raises(TypeError, match="update returned None: expected the readout"):
        Playground(scene.fig, lambda **_: None, controls(), {}, None)
    with pytest.raises(TypeError, match="update"):
        Playground(scene.fig, None, controls(), {}, None)
    with pytest.raises(TypeError, match="controls"):
        Playground(scene.fig, scene.update, controls() | {"x": 0.5}, {}, None)
