"""Programs for maintainers; `python -m tools.notebooks` executes and saves the notebooks."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"}
"""Environment of processes that run side by side: on arrays this small, threads of BLAS only wait for another."""
