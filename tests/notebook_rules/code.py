"""Rules for a notebook's code: short, surrounded by prose, seeded, nothing hidden."""

import ast
import re
import symtable

from helpers import exercises
from notebook_rules.page import calls, headings_in, parsed, words

CELL_LINES, FIGURE_LINES = 25, 12
_SEEDED = {"default_rng", "Generator", "SeedSequence", "PCG64"}


def plain_python(page):
    """Each code cell is Python as it stands: no magics, no shell commands."""
    return [
        f"cell {c.id}: no plain Python"
        for c in page.code
        if not parsed(c.source) or "get_ipython" in c.source
    ]


def short_cells(page):
    """A cell has at most 25 lines, the drawing of a figure at most 12 that are not blank."""
    counts = [(cell, len(cell.source.split("\n"))) for cell in page.code]
    problems = [f"cell {c.id}: {n} lines, at most {CELL_LINES}" for c, n in counts if n > CELL_LINES]
    drawn = [(cell, _figure_lines(cell, tree)) for cell, tree in page.trees()]
    return problems + [
        f"cell {c.id}: {n} lines to draw, at most {FIGURE_LINES}" for c, n in drawn if n > FIGURE_LINES
    ]


def _count(lines):
    return sum(bool(line.strip()) for line in lines)


def _figure_lines(cell, tree):
    """Return the number of lines from the statement that makes the figure to the one that shows it."""
    shows = [statement for statement in tree.body if calls(statement, "show")]
    makes = [
        statement for statement in tree.body if calls(statement, "subplots") or calls(statement, "figure")
    ]
    if not shows:
        return 0
    start = makes[0].lineno if makes else tree.body[0].lineno
    return _count(cell.source.split("\n")[start - 1 : shows[-1].end_lineno])


def prose_around(page):
    """Prose comes before each code cell, prose or a claim after it; a claim or check may stand in the next cell."""
    cells, problems = page.nb.cells, []
    for i, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        claimed = _decides(cell)
        before = [c for c in reversed(cells[:i]) if not (c.cell_type == "code" and claimed)]
        if not before or before[0].cell_type == "code" or not _is_prose(before[:2]):
            problems.append(f"cell {cell.id}: no prose before it")
        after = cells[i + 1 : i + 2]
        if not claimed and not (after and (after[0].cell_type == "markdown" or _decides(after[0]))):
            problems.append(f"cell {cell.id}: neither prose nor a claim after it")
    return problems


def _is_prose(before):
    """Return whether the last Markdown cell, or the one before a bare heading, says something."""
    said = [words(cell.source) for cell in before if cell.cell_type == "markdown"]
    return said[0] >= 5 or (len(said) > 1 and headings_in(before[0].source) and said[1] >= 5)


def _decides(cell):
    tree = cell.cell_type == "code" and parsed(cell.source)
    return calls(tree, "claim") + calls(tree, "check") if tree else []


def claims(page):
    """There are at least five claims."""
    count = sum(len(calls(tree, "claim")) for _, tree in page.trees())
    return [] if count >= 5 else [f"{count} claims: expected at least 5"]


def playgrounds(page):
    """There are one or two playgrounds, in their section, each with presets and a challenge."""
    found = [call for _, tree in page.trees("Playground") for call in calls(tree, "playground")]
    elsewhere = sum(len(calls(tree, "playground")) for _, tree in page.trees()) - len(found)
    problems = [] if 1 <= len(found) <= 2 else [f"{len(found)} playgrounds: expected one or two"]
    problems += ["a playground outside its section"] * bool(elsewhere)
    for call in found:
        missing = {"presets", "challenge"} - {keyword.arg for keyword in call.keywords}
        problems += [f"a playground without {name}" for name in sorted(missing)]
    return problems


def exercise(page):
    """'Your turn' has a stub to fill in, and a check whose name `helpers.exercises` knows."""
    trees = [tree for _, tree in page.trees("Your turn")]
    names = [call.args[0].value for tree in trees for call in calls(tree, "check") if call.args]
    problems = [] if names else ["no check(\"…\", function) in 'Your turn'"]
    problems += [f"check({name!r}): no such exercise" for name in names if name not in exercises.names()]
    stubs = [
        node for tree in trees for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    ]
    empty = [node for node in stubs if any(_is_ellipsis(inner) for inner in ast.walk(node))]
    return problems if empty else [*problems, "no stub with `...` in 'Your turn'"]


def _is_ellipsis(node):
    return isinstance(node, ast.Constant) and node.value is ...


def no_semicolon(page):
    """No line ends with a semicolon."""
    return [f"cell {c.id}: a trailing ;" for c in page.code if re.search(r";[ \t]*$", c.source, re.MULTILINE)]


def no_path_tricks(page):
    """`sys.path` is left alone; helpers are installed."""
    return [
        f"cell {c.id}: sys.path" for c in page.code if "sys.path" in c.source or "site.addsitedir" in c.source
    ]


def seeded_randomness(page):
    """Randomness comes only from `np.random.default_rng(seed)`."""
    problems = []
    for cell, tree in page.trees():
        bad = {name for node in ast.walk(tree) for name in _unseeded(node)}
        problems += [f"cell {cell.id}: {name}" for name in sorted(bad)]
    return problems


def _unseeded(node):
    if isinstance(node, ast.Attribute):
        inner = node.value
        if isinstance(inner, ast.Attribute) and inner.attr == "random" and node.attr not in _SEEDED:
            yield f"np.random.{node.attr}"
    elif isinstance(node, ast.Import):
        yield from (f"import {a.name}" for a in node.names if a.name in ("random", "numpy.random"))
    elif isinstance(node, ast.ImportFrom) and node.module in ("random", "numpy.random"):
        yield from (f"from {node.module} import {a.name}" for a in node.names if a.name not in _SEEDED)
    elif (
        isinstance(node, ast.Call)
        and calls(node, "default_rng")[:1] == [node]
        and not (node.args or node.keywords)
    ):
        yield "default_rng() without a seed"


def nothing_skipped(page):
    """No comment or tag lets a cell escape the comparison of its outputs."""
    marked = [c for c in page.code if re.search(r"NBVAL_|PYTEST_VALIDATE", c.source)]
    tagged = [
        c for c in page.code if any("nbval" in tag or "raises" in tag for tag in c.metadata.get("tags", []))
    ]
    return [f"cell {c.id}: escapes the tests" for c in marked + tagged]


def names_kept(page):
    """No cell gives a new value to a name that a function of an earlier cell reads: it would change what it does."""
    read, problems = {}, []
    for cell, tree in page.trees():
        for name in sorted(set(_bound(tree)) & read.keys()):
            problems.append(f"cell {cell.id}: {name} anew, which a function of cell {read[name]} reads")
        read |= {name: cell.id for name in _globals_read(symtable.symtable(cell.source, cell.id, "exec"))}
    return problems


def _bound(node):
    """Yield the names that a cell binds; symtable adds, from Python 3.12 on, those of its comprehensions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name
        elif isinstance(child, ast.alias):
            yield (child.asname or child.name).partition(".")[0]
        elif not isinstance(child, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                yield child.id
            yield from _bound(child)


def _globals_read(table, later=False):
    """Yield the global names that functions read when called; a comprehension of the cell itself reads at once."""
    for inner in table.get_children():
        called = later or inner.get_name() not in ("listcomp", "dictcomp", "setcomp", "genexpr")
        if called:
            yield from (s.get_name() for s in inner.get_symbols() if s.is_global() and s.is_referenced())
        yield from _globals_read(inner, called)
