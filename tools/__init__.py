"""Programs for maintainers; `python -m tools.notebooks` executes and saves the notebooks."""
