"""What several notebooks of the collection share; the mathematics knows no screen.

Importing it leaves BLAS one thread: the matrices here are small, and on two cores a second thread makes the
training of a notebook several times slower.
"""

import numpy  # noqa: F401  (its BLAS must be loaded before it can be limited)
from threadpoolctl import threadpool_limits

threadpool_limits(1, user_api="blas")
