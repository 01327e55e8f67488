"""The minimiser finds minima and never pretends."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import rosen, rosen_der

from motivelab.errors import ConvergenceError
from motivelab.numerics.optimise import minimise


def test_finds_the_bottom_of_a_curved_valley() -> None:
    m = minimise(lambda x: (float(rosen(x)), rosen_der(x)), start=np.array([-1.2, 1.0, 0.5]), what="valley")
    np.testing.assert_allclose(m.x, 1, atol=1e-5)


def test_stops_at_a_bound_where_the_gradient_pushes_outward() -> None:
    m = minimise(lambda x: (float((x**2).sum()), 2 * x), start=np.array([3.0]), bounds=[(1.0, None)], what="bounded")
    assert m.x[0] == 1.0


def test_a_function_without_a_minimum_raises() -> None:
    def slope(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        return float(x[0]), np.ones(1)

    with pytest.raises(ConvergenceError, match="a slope did not converge"):
        minimise(slope, start=np.zeros(1), what="a slope", max_iterations=20)
