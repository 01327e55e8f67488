"""Coincidences hold every pairable value once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.numerics.coincidences import coded_ratings, coincidences, squared_distances


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_margins_are_the_pairable_values_and_the_matrix_is_symmetric(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 4, (12, 3)).astype(float)
    x[rng.random(x.shape) < 0.3] = np.nan
    x[0] = [0, 1, 2]
    counts = coded_ratings(x).counts
    o = coincidences(counts)
    np.testing.assert_allclose(o, o.T)
    np.testing.assert_allclose(o.sum(axis=0), counts[counts.sum(axis=1) > 1].sum(axis=0))


def test_ordinal_distance_counts_the_values_between() -> None:
    totals = np.array([3.0, 5.0, 2.0])
    d = squared_distances(np.arange(3.0), totals, metric="ordinal")
    assert d[0, 2] == (3 / 2 + 5 + 2 / 2) ** 2


def test_two_zeros_have_no_ratio_distance() -> None:
    d = squared_distances(np.array([0.0, 1.0]), np.ones(2), metric="ratio")
    assert d.tolist() == [[0.0, 1.0], [1.0, 0.0]]
