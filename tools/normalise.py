"""The one form in which a notebook is stored."""

import re

import nbformat

VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_RANDOM_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#* *$", re.MULTILINE)


def normalise(nb):
    """Return a copy of the executed notebook `nb` in the form in which it is stored.

    Cells without a source are dropped; sources lose trailing whitespace (a Markdown hard break becomes
    a backslash); counts run from 1; random cell ids give way to readable ones; of the metadata only
    kernel, language and cell tags stay; widget views go, because their model does not outlive the kernel.
    """
    cells = [_cell(cell) for cell in nb.cells if cell.source.strip()]
    for count, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    for cell, name in zip(cells, readable_ids(cells), strict=True):
        cell.id = name
    return nbformat.from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def _cell(cell):
    tags = cell.metadata.get("tags")
    kept = {"id": cell.get("id", ""), "cell_type": cell.cell_type, "metadata": {"tags": tags} if tags else {}}
    kept["source"] = _stripped(cell.source, markdown=cell.cell_type == "markdown")
    if cell.cell_type == "code":
        kept |= {"execution_count": None, "outputs": _outputs(cell.outputs)}
    elif "attachments" in cell:
        kept["attachments"] = cell.attachments
    return nbformat.from_dict(kept)


def _stripped(source, markdown):
    lines, fenced = source.rstrip().split("\n"), False
    for i, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        hard_break = markdown and not fenced and line.strip() and line.endswith("  ")
        lines[i] = line.rstrip() + ("\\" if hard_break and lines[i + 1].strip() else "")
    return "\n".join(lines)


def _outputs(outputs):
    kept = []
    for output in map(nbformat.from_dict, outputs):
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
            continue
        if "data" in output:
            output.data.pop(VIEW, None)
            output.metadata.pop(VIEW, None)
        if output.get("data") != {}:
            kept.append(output)
    return kept


def readable_ids(cells):
    """Return one id a cell: its own if readable and first of its name, else one from the nearest heading.

    The cell with the heading gets the heading's words, the next ones a number: `the-answer`, `the-answer-2`.
    """
    own = [None if _RANDOM_ID.fullmatch(c.get("id") or "0" * 8) else c.id for c in cells]
    taken, section, ids = set(own), "top", []
    for cell, name in zip(cells, own, strict=True):
        heading = cell.cell_type == "markdown" and _HEADING.search(cell.source)
        section = _slug(heading[1]) if heading else section
        if name is None or name in ids:
            numbered = (f"{section}-{n}" for n in range(2, len(cells) + 2))
            name = next(n for n in (section, *numbered) if n not in taken)
        taken.add(name)
        ids.append(name)
    return ids


def _slug(heading):
    slug = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
    short = slug if len(slug) <= 40 else slug[:41].rpartition("-")[0] or slug[:40]
    return short or "top"
