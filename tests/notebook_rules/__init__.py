"""What a program can check of a notebook's anatomy; each rule returns its list of problems, in words."""

from notebook_rules import code, prose, stored

EVERYWHERE = [
    prose.folds,
    prose.links,
    code.plain_python,
    code.short_cells,
    code.prose_around,
    code.no_semicolon,
    code.no_path_tricks,
    code.seeded_randomness,
    code.nothing_skipped,
    code.names_kept,
    stored.one_form,
    stored.readable_ids,
    stored.outputs_stored,
    stored.no_error,
    stored.no_widget_state,
    stored.text_alternatives,
    stored.no_addresses,
    stored.static_outputs,
    stored.measured_is_masked,
    stored.small,
]
"""The rules of every notebook, `00-start-here` included."""

QUESTION = [
    prose.title,
    prose.link_line,
    prose.headings,
    prose.one_breath,
    prose.answer,
    prose.findings,
    prose.prediction,
    prose.wrong_answers,
    prose.follow_ups,
    prose.solution,
    prose.references,
    code.claims,
    code.playgrounds,
    code.exercise,
]
"""The rules of a notebook that answers a question."""


def problems(page):
    """Return all problems of a notebook, each with the name of its rule."""
    rules = EVERYWHERE if page.path.stem.startswith("00-") else EVERYWHERE + QUESTION
    return [f"{rule.__name__}: {problem}" for rule in rules for problem in rule(page)]
