"""A direction that tells ones from zeros is found wherever the predictors lie, and only where there is one."""

from __future__ import annotations

import numpy as np
import pytest

from motivelab.numerics.separation import separating_direction


@pytest.mark.parametrize("offset", [0.0, 1e6, 1e9])
def test_a_separating_direction_is_found_far_from_zero_and_separates(offset: float) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=60)
    overlapping = (x + 0.3 * rng.normal(size=60) > 0).astype(np.float64)
    design = np.column_stack([np.ones(60), x + offset])
    assert separating_direction(design, overlapping) is None
    apart = (x > 0).astype(np.float64)
    found = separating_direction(design, apart)
    assert found is not None
    assert ((2 * apart - 1) * (design @ found) >= -1e-6).all()
