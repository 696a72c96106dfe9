"""A notebook as the rules see it: its cells, its sections, its words."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

_FENCE = re.compile(r"^(```|~~~).*?^\1 *$", re.MULTILINE | re.DOTALL)
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)


@dataclass
class Part:
    """A cell, or the piece of a Markdown cell between two headings of the second level."""

    section: str
    cell: object
    text: str

    @property
    def is_code(self):
        return self.cell.cell_type == "code"


@dataclass
class Page:
    """One notebook: its path, its bytes, and what was read from them."""

    path: Path
    raw: bytes

    @classmethod
    def read(cls, path):
        return cls(Path(path), Path(path).read_bytes())

    @cached_property
    def nb(self):
        return nbformat.v4.reads(self.raw.decode())  # as it is: nothing repaired

    @property
    def code(self):
        return [cell for cell in self.nb.cells if cell.cell_type == "code"]

    @property
    def markdown(self):
        return [cell for cell in self.nb.cells if cell.cell_type == "markdown"]

    @cached_property
    def parts(self):
        found, section = [], ""
        for cell in self.nb.cells:
            pieces = [cell.source]
            if cell.cell_type == "markdown":
                pieces = re.split(r"^## +(.+?) *$\n?", without_fences(cell.source), flags=re.MULTILINE)
            for i, piece in enumerate(pieces):
                if i % 2:
                    section = piece
                elif piece.strip():
                    found.append(Part(section, cell, piece))
        return found

    def prose(self, section):
        """Return the Markdown of a section as one text, code fences left out."""
        return "\n\n".join(p.text for p in self.parts if p.section == section and not p.is_code)

    def trees(self, section=None):
        """Return (cell, syntax tree) of the code cells, of one section if given; what does not parse is left out."""
        cells = [p.cell for p in self.parts if p.is_code and section in (None, p.section)]
        pairs = [(cell, parsed(cell.source)) for cell in cells]
        return [(cell, tree) for cell, tree in pairs if tree]


def parsed(source):
    """Return the syntax tree of a cell, or None where it is no Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def calls(tree, name):
    """Return the calls of the function or method `name` in a syntax tree."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [c for c in found if getattr(c.func, "id", getattr(c.func, "attr", None)) == name]


def headings_in(source):
    """Return (level, text) of the headings of a Markdown source."""
    found = re.findall(r"^(#{1,6}) +(.+?) *$", without_fences(source), re.MULTILINE)
    return [(len(marks), text) for marks, text in found]


def without_fences(source):
    """Return a Markdown source without its fenced code."""
    return _FENCE.sub("", source)


def words(text):
    """Return how many words a Markdown text has: a formula is one, headings and markup are none."""
    text = _MATH.sub(" formula ", without_fences(text))
    text = re.sub(r"^#{1,6} .*$|<[^>]+>", " ", text, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def items(text):
    """Return the items of a section: its third-level headings, else its list items, else its bold openings."""
    for mark in (r"^### ", r"^(?:[-*]|\d+\.) +", r"^\*\*"):
        pieces = re.split(mark, text, flags=re.MULTILINE)[1:]
        if pieces:
            return pieces
    return []
