"""A small notebook that breaks no rule; the tests break it in one place at a time."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

WORDS = "Each of these words stands for one that a real answer would have in its place here. "

TITLE = """# Q7 · What is a good notebook?

*Level:* core · *Time:* 5 min · *Read first:* nothing · ← [Start](00-start-here.ipynb) · [Index](00-start-here.ipynb)"""

ANSWER = f"""## The answer

It is $x + 1$, as [measured below](#The-sum-is-two).

{WORDS * 25}"""

FOLLOW_UP = """<details><summary>What comes next, number {}?</summary>

An answer with some words in it.

</details>"""

SOLUTION = """Write it in this cell, then look at the solution.

<details><summary>Solution</summary>

```python
def softmax(z, axis=-1):
    return z
```

</details>"""

REFERENCES = """## References

1. A. Author, [A title](https://example.org/a), 1998.
2. B. Author, [Another title](https://example.org/b), 2015."""

PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": "A line that rises."}


def good_notebook():
    """Return the notebook, as Q7, with outputs as if it had been run."""
    md, py = new_markdown_cell, _code
    claims = "\n".join(f'claim("Sentence {i}.", True)' for i in range(4))
    return new_notebook(
        cells=[
            md(TITLE, id="title"),
            py("import numpy as np\nfrom helpers.claims import claim", "setup"),
            md("## In one breath\n\n" + WORDS * 4, id="in-one-breath"),
            md(ANSWER, id="the-answer"),
            md("## Demonstration\n\nWhat to look for is said here.", id="demonstration"),
            md("### The sum is two\n\nOne and one are added by hand.", id="the-sum"),
            py("x = np.random.default_rng(0).normal()", "numbers"),
            py(
                'claim("One and one is two.", 1 + 1 == 2, measured=2.0)',
                "first-claim",
                "✓ One …\n    measured 2\n",
            ),
            md("The picture shows a line that rises.", id="before-figure"),
            py(
                "fig, ax = plt.subplots()\nax.plot([0, 1])\nshow(fig, 'A line that rises.')",
                "figure",
                PICTURE,
            ),
            py(claims, "more-claims", "✓ Sentence 0.\n"),
            md(
                "## Playground\n\nWhat happens if x grows?\n\n" + FOLLOW_UP.format(0),
                id="playground-prediction",
            ),
            py(
                "playground(fig, update, presets={}, challenge=('', met), x=slider(0, 1))",
                "playground",
                PICTURE,
            ),
            md(
                "## Where answers go wrong\n\n- One is wrong.\n- Two is wrong.\n- Three is wrong.", id="wrong"
            ),
            md("## Follow-ups\n\n" + "\n\n".join(map(FOLLOW_UP.format, range(6))), id="follow-ups"),
            md("## Your turn\n\nWrite the softmax of logits.", id="your-turn"),
            py(
                'def softmax(z, axis=-1):\n    ...\n\n\ncheck("softmax", softmax)',
                "exercise-stub",
                "Begin with …\n",
            ),
            md(SOLUTION, id="solution"),
            md(REFERENCES, id="references"),
        ]
    )


def _code(source, name, output=None):
    outputs = []
    if isinstance(output, str):
        outputs = [new_output("stream", name="stdout", text=output)]
    elif output:
        alt = {"image/png": {"alt": output["text/plain"]}}
        outputs = [new_output("display_data", data=dict(output), metadata=alt)]
    return new_code_cell(source, id=name, outputs=outputs)
