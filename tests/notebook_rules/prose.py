"""Rules for what a notebook says: its sections, their length, its links."""

import re
from urllib.parse import unquote

from notebook_rules.page import Page, headings_in, items, without_fences, words

SECTIONS = [
    "In one breath",
    "The answer",
    "Demonstration",
    "Playground",
    "Where answers go wrong",
    "Follow-ups",
    "Your turn",
    "References",
]
LEVELS = ("core", "intermediate", "advanced")
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: +\"[^\"]*\")?\)|(?:href|src)=\"([^\"]+)\"")
_LINE = re.compile(
    r"\*Level:\* (core|intermediate|advanced) · \*Time:\* (\d+) min · \*Read first:\* (.+?)"
    r"(?: · ← \[[^]]+\]\((.+?)\))? · \[Index\]\(00-start-here\.ipynb\)(?: · \[[^]]+\]\((.+?)\) →)?"
)


def title(page):
    """The first line is `# Q7 · The question?`, with the number of the file."""
    first = page.nb.cells[0].source.split("\n")[0]
    found = re.fullmatch(r"# Q([1-9]\d?) · .+\?", first)
    if not found:
        return [f"{first!r}: expected '# Q7 · The question?'"]
    number = int(page.path.name[:2])
    return [] if int(found[1]) == number else [f"{first!r}: expected the number {number} of the file"]


def header(page):
    """Return level, minutes, read first, previous and next of the line below the title, or None."""
    lines = [line for line in page.nb.cells[0].source.split("\n")[1:] if line.strip()]
    found = lines and _LINE.fullmatch(lines[0].strip())
    return found.groups() if found else None


def link_line(page):
    """The line below the title gives level, minutes, what to read first, previous, index and next."""
    expected = "*Level:* core · *Time:* 25 min · *Read first:* nothing · ← [Q8](…) · [Index](…) · [Q10](…) →"
    return [] if header(page) else [f"below the title: expected {expected!r}"]


def headings(page):
    """The headings of the second level are the eight of the anatomy, in order; there is one of the first."""
    found = [h for cell in page.markdown for h in headings_in(cell.source)]
    second, first = ([text for level, text in found if level == wanted] for wanted in (2, 1))
    problems = [] if second == SECTIONS else [f"headings are {second}: expected {SECTIONS}"]
    return problems if len(first) == 1 else [*problems, f"{len(first)} titles: expected one"]


def _between(what, count, low, high):
    return [] if low <= count <= high else [f"{count} {what}: expected {low} to {high}"]


def one_breath(page):
    """The spoken answer has 50 to 90 words."""
    return _between("words in 'In one breath'", words(page.prose("In one breath")), 50, 90)


def answer(page):
    """The written answer has 300 to 700 words."""
    return _between("words in 'The answer'", words(page.prose("The answer")), 300, 700)


def findings(page):
    """The demonstration has one to three subsections, titled with a finding and not 'Experiment 1'."""
    found = [text for level, text in headings_in(page.prose("Demonstration")) if level == 3]
    dull = [
        f"{text!r} names no finding"
        for text in found
        if re.match(r"(experiment|demo|step|part)\b", text, re.I)
    ]
    return _between("subsections of 'Demonstration'", len(found), 1, 3) + dull


def prediction(page):
    """The playground comes after a question to predict, its answer folded away."""
    parts = [part for part in page.parts if part.section == "Playground"]
    before = next((parts[:i] for i, part in enumerate(parts) if part.is_code), parts)
    text = "\n".join(part.text for part in before)
    found = "<details>" in text and "?" in text.partition("<details>")[0]
    return [] if found else ["no question with a folded answer before the playground"]


def wrong_answers(page):
    """Three to five answers that candidates give."""
    return _between("wrong answers", len(items(page.prose("Where answers go wrong"))), 3, 5)


def follow_ups(page):
    """Six to ten questions, each answer folded away."""
    folds = re.findall(
        r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", page.prose("Follow-ups"), re.DOTALL
    )
    problems = [f"{summary!r} has no answer" for summary, text in folds if words(text) < 5]
    return _between("folded follow-ups", len(folds), 6, 10) + problems


def folds(page):
    """A blank line follows each summary, which holds no mathematics; each fold is closed."""
    problems = []
    for cell in page.markdown:
        text, where = cell.source, f"cell {cell.id}"
        counts = [text.count(tag) for tag in ("<details", "<summary>", "</summary>", "</details>")]
        if len(set(counts)) > 1:
            problems.append(
                f"{where}: {counts} <details>, <summary>, </summary>, </details>: expected as many of each"
            )
        if re.search(r"</summary>(?!\n[ \t]*\n)", text):
            problems.append(f"{where}: no blank line after </summary>")
        if any("$" in summary for summary in re.findall(r"<summary>(.*?)</summary>", text, re.DOTALL)):
            problems.append(f"{where}: mathematics in a <summary>")
    return problems


def solution(page):
    """The exercise has a folded solution in Python."""
    text = "\n".join(
        part.cell.source for part in page.parts if part.section == "Your turn" and not part.is_code
    )
    found = re.search(r"<details>.*?</summary>\n\s*\n```python\n.+?\n```\n.*?</details>", text, re.DOTALL)
    return [] if found else ["no folded solution with a ```python block in 'Your turn'"]


def references(page):
    """Two to five references, each with a year and a link."""
    found = items(page.prose("References"))
    problems = [f"no year in {text[:60]!r}" for text in found if not re.search(r"\b(1[6-9]|20)\d\d\b", text)]
    problems += [f"no link in {text[:60]!r}" for text in found if not re.search(r"https?://", text)]
    return _between("references", len(found), 2, 5) + problems


def links(page):
    """Each relative link leads to a file, each anchor to a heading."""
    problems = []
    for cell in page.markdown:
        source = re.sub(r"`[^`\n]*`", "", without_fences(cell.source))
        for target in (a or b for a, b in _LINK.findall(source)):
            if not re.match(r"[a-z]+:", target) and not _resolves(page, target):
                problems.append(f"cell {cell.id}: {target} leads nowhere")
    return problems


def _resolves(page, target):
    name, _, anchor = unquote(target).partition("#")
    path = page.path.parent / name if name else page.path
    if name and not path.exists():
        return False
    other = Page.read(path) if name and path.suffix == ".ipynb" else page
    return not anchor or path.suffix != ".ipynb" or anchor in _anchors(other)


def _anchors(page):
    """Return the anchors that Jupyter makes of the headings: their text with dashes for spaces."""
    texts = [text for cell in page.markdown for _, text in headings_in(cell.source)]
    return {re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", text).replace(" ", "-") for text in texts}
