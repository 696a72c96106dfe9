"""Every notebook keeps to the anatomy; and each rule finds the fault it is there for."""

import nbformat
import pytest

import notebook_rules
from good_notebook import good_notebook
from notebook_rules import code, prose, stored
from notebook_rules.page import Page, words
from notebook_run import notebooks
from tools.normalise import normalise
from tools.notebooks import to_bytes


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_notebook(path):
    problems = notebook_rules.problems(Page.read(path))
    assert not problems, "\n" + "\n".join(problems)


def edit(cell, old, new):
    """Return a fault: `old` in the source of the cell with the id `cell` becomes `new`."""

    def fault(nb):
        found = named(nb, cell)
        assert old in found.source, "the fault changes nothing"
        found.source = found.source.replace(old, new)

    return fault


def add(cell, line):
    """Return a fault: one more line at the end of a cell."""

    def fault(nb):
        named(nb, cell).source += "\n" + line

    return fault


def drop(cell):
    """Return a fault: a cell is missing."""
    return lambda nb: nb.cells.remove(named(nb, cell))


def output(cell, change):
    """Return a fault in the first output of a cell."""
    return lambda nb: change(named(nb, cell).outputs[0])


def named(nb, cell):
    return next(c for c in nb.cells if c.id == cell)


def set_cell(cell, **values):
    return lambda nb: named(nb, cell).update(nbformat.from_dict(values))


ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
STDERR = {"output_type": "stream", "name": "stderr", "text": "careful"}
VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}

FAULTS = [
    (prose.title, edit("title", "Q7", "Q07")),
    (prose.title, edit("title", "Q7", "Q8")),
    (prose.title, edit("title", "?", "")),
    (prose.link_line, edit("title", "*Level:* core", "*Level:* easy")),
    (prose.link_line, edit("title", "5 min", "five min")),
    (prose.link_line, edit("title", "*Read first:* nothing · ", "")),
    (prose.link_line, edit("title", " · [Index](00-start-here.ipynb)", "")),
    (prose.headings, edit("wrong", "## Where answers go wrong", "## Common mistakes")),
    (prose.headings, drop("references")),
    (prose.headings, lambda nb: nb.cells.insert(3, nb.cells.pop(-1))),
    (prose.headings, add("the-answer", "# A second title")),
    (prose.one_breath, edit("in-one-breath", "Each of these words stands", "")),
    (prose.one_breath, add("in-one-breath", "more words than one breath allows here " * 4)),
    (prose.answer, edit("the-answer", "stands for one that a real answer would have", "")),
    (prose.answer, add("the-answer", "and more " * 200)),
    (prose.findings, edit("the-sum", "### The sum is two", "The sum is two")),
    (prose.findings, edit("the-sum", "### The sum is two", "### Experiment 1")),
    (prose.findings, add("the-sum", "### Two\n\n### Three\n\n### Four")),
    (prose.prediction, edit("playground-prediction", "<details>", "")),
    (prose.prediction, edit("playground-prediction", "What happens if x grows?", "See what happens.")),
    (prose.prediction, lambda nb: (edit("playground-prediction", "?", ".")(nb), add("wrong", "Why?")(nb))),
    (prose.wrong_answers, edit("wrong", "- Three", "Three")),
    (prose.wrong_answers, add("wrong", "- Four\n- Five\n- Six")),
    (prose.follow_ups, edit("follow-ups", "number 5?</summary>\n\nAn answer with some words in it.", "number 5?</summary>\n\n")),
    (prose.follow_ups, edit("follow-ups", "<details><summary>What comes next, number 5", "<summary>What")),
    (prose.follow_ups, lambda nb: named(nb, "follow-ups").update(source=named(nb, "follow-ups").source * 2)),
    (prose.folds, edit("follow-ups", "number 3?</summary>\n\n", "number 3?</summary>\n")),
    (prose.folds, edit("follow-ups", "number 3", "number $3$")),
    (prose.folds, edit("solution", "</details>", "")),
    (prose.folds, edit("solution", "<summary>Solution</summary>", "Solution")),
    (prose.solution, edit("solution", "```python", "```")),
    (prose.solution, drop("solution")),
    (prose.references, edit("references", "1998", "last year")),
    (prose.references, edit("references", "https://example.org/b", "there")),
    (prose.references, edit("references", "2. B. Author, [Another title](https://example.org/b), 2015.", "")),
    (prose.references, add("references", "\n".join(f"{i}. Author, https://example.org, 2000" for i in range(3, 7)))),
    (prose.links, edit("the-answer", "#The-sum-is-two", "#the-sum-is-two")),
    (prose.links, edit("title", "← [Start](00-start-here.ipynb)", "← [Q6](06-missing.ipynb)")),
    (prose.links, add("the-answer", '<a href="missing.png">picture</a>')),
    (prose.links, add("the-answer", "[there](00-start-here.ipynb#No-such-heading)")),
    (code.plain_python, add("setup", "%matplotlib inline")),
    (code.plain_python, add("setup", "!pip list")),
    (code.plain_python, add("setup", "get_ipython().run_line_magic('time', '')")),
    (code.short_cells, add("setup", "x = 1\n" * 25)),
    (code.short_cells, edit("figure", "ax.plot([0, 1])", "ax.plot([0, 1])\n" * 11)),
    (code.prose_around, drop("before-figure")),
    (code.prose_around, edit("before-figure", "The picture shows a line that rises.", "### Look")),
    (code.prose_around, set_cell("more-claims", source="x = 1")),
    (code.prose_around, lambda nb: nb.cells.append(nbformat.v4.new_code_cell("x = 1", id="last"))),
    (code.claims, edit("more-claims", 'claim("Sentence 3.", True)', "")),
    (code.playgrounds, drop("playground")),
    (code.playgrounds, edit("playground", "presets={}, ", "")),
    (code.playgrounds, edit("playground", "challenge=('', met), ", "")),
    (code.playgrounds, add("playground", "playground(presets={}, challenge=())\n" * 2)),
    (code.playgrounds, add("numbers", "playground(presets={}, challenge=())")),
    (code.exercise, edit("exercise-stub", '"softmax"', '"no such exercise"')),
    (code.exercise, edit("exercise-stub", 'check("softmax", softmax)', "")),
    (code.exercise, edit("exercise-stub", "    ...", "    return z")),
    (code.no_semicolon, edit("figure", "ax.plot([0, 1])", "ax.plot([0, 1]);")),
    (code.no_path_tricks, add("setup", "import sys\nsys.path.append('..')")),
    (code.seeded_randomness, add("numbers", "np.random.seed(0)")),
    (code.seeded_randomness, add("numbers", "x = np.random.rand(3)")),
    (code.seeded_randomness, edit("numbers", "default_rng(0)", "default_rng()")),
    (code.seeded_randomness, add("numbers", "import random")),
    (code.seeded_randomness, add("numbers", "from numpy.random import normal")),
    (code.nothing_skipped, add("numbers", "# NBVAL_SKIP")),
    (code.nothing_skipped, set_cell("numbers", metadata={"tags": ["raises-exception"]})),
    (code.nothing_skipped, set_cell("numbers", metadata={"tags": ["nbval-ignore-output"]})),
    (code.names_kept, lambda nb: (add("setup", "def f():\n    return [x for _ in y]")(nb), add("more-claims", "for y in (1, 2):\n    pass")(nb))),
    (code.names_kept, lambda nb: (add("setup", "g = lambda: softmax")(nb))),
    (stored.one_form, add("numbers", "y = 1  ")),
    (stored.one_form, set_cell("numbers", execution_count=9)),
    (stored.one_form, set_cell("numbers", id="deadbeef")),
    (stored.one_form, set_cell("numbers", metadata={"collapsed": True})),
    (stored.one_form, lambda nb: nb.metadata.kernelspec.update(display_name="mine")),
    (stored.one_form, lambda nb: nb.metadata.language_info.update(version="3.11.7")),
    (stored.one_form, lambda nb: nb.cells.append(nbformat.v4.new_code_cell("", id="last"))),
    (stored.readable_ids, set_cell("numbers", id="8badf00d")),
    (stored.readable_ids, set_cell("numbers", id="setup")),
    (stored.readable_ids, set_cell("numbers", id="Numbers_1")),
    (stored.outputs_stored, set_cell("more-claims", outputs=[])),
    (stored.outputs_stored, set_cell("numbers", execution_count=None)),
    (stored.outputs_stored, set_cell("numbers", execution_count=7)),
    (stored.no_error, set_cell("numbers", outputs=[ERROR])),
    (stored.no_error, set_cell("numbers", outputs=[STDERR])),
    (stored.no_widget_state, lambda nb: nb.metadata.update(widgets={"state": {}})),
    (stored.no_widget_state, output("playground", lambda o: o.data.update(VIEW))),
    (stored.text_alternatives, output("figure", lambda o: o.metadata.clear())),
    (stored.text_alternatives, output("figure", lambda o: o.metadata["image/png"].update(alt=" "))),
    (stored.text_alternatives, output("figure", lambda o: o.data.pop("text/plain"))),
    (stored.text_alternatives, output("figure", lambda o: o.data.update({"text/plain": "<Figure size 720x320>"}))),
    (stored.no_addresses, output("first-claim", lambda o: o.update(text="<function at 0x7f3a2c1b>"))),
    (stored.static_outputs, output("figure", lambda o: o.data.update({"image/svg+xml": "<svg/>"}))),
    (stored.static_outputs, output("figure", lambda o: o.data.update({"text/html": "<script>1</script>"}))),
    (stored.static_outputs, add("the-answer", "<script>1</script>")),
    (stored.measured_is_masked, output("first-claim", lambda o: o.update(text="measured " + "1 " * 9))),
    (stored.small, output("first-claim", lambda o: o.update(text="x" * 300_000))),
]  # fmt: skip


@pytest.fixture
def page(tmp_path):
    (tmp_path / "00-start-here.ipynb").write_bytes(to_bytes(normalise(good_notebook())))
    path = tmp_path / "07-good.ipynb"

    def made(fault=None):
        nb = normalise(good_notebook())
        if fault:
            fault(nb)
        path.write_text(nbformat.v4.writes(nb) + "\n", encoding="utf-8")
        return Page.read(path)

    return made


def test_good_notebook_has_no_problems(page):
    assert notebook_rules.problems(page()) == []


@pytest.mark.parametrize(
    "rule, fault", FAULTS, ids=[f"{rule.__name__}-{i}" for i, (rule, _) in enumerate(FAULTS)]
)
def test_rule_finds_its_fault(page, rule, fault):
    assert rule(page(fault))


def test_a_comprehension_reads_its_names_at_once(page):
    def fault(nb):
        add("setup", "y = [1]\nz = [y for _ in y]")(nb)
        add("numbers", "y = [2]")(nb)

    assert code.names_kept(page(fault)) == []


def test_the_names_of_a_comprehension_are_its_own(page):
    def fault(nb):
        add("setup", "def f():\n    return lr")(nb)
        add("numbers", "y = [lr for lr in (1, 2)]")(nb)

    assert code.names_kept(page(fault)) == []


def test_no_rule_is_vacuous():
    assert {rule for rule, _ in FAULTS} == set(notebook_rules.EVERYWHERE + notebook_rules.QUESTION)


@pytest.mark.parametrize(
    "text, count",
    [
        ("Two words.", 2),
        ("a $x + y$ b", 3),
        ("$$\n\\frac{1}{2} + x\n$$", 1),
        ("see [the paper](https://example.org/a b)", 3),
        ("## Heading of four words\n\none — two / three", 3),
        ("```python\nx = 1\n```\none", 1),
        ("<b>one</b> `two` **three**", 3),
    ],
)
def test_words(text, count):
    assert words(text) == count
