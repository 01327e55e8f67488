"""Laws of the jackknife over clusters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from motivelab.numerics.cluster_jackknife import heavy_tails, jackknife_df, jackknife_interval

Floats = NDArray[np.float64]
VALUES = arrays(np.float64, st.integers(3, 40), elements=st.floats(-100, 100, width=32))


@given(VALUES)
def test_degrees_of_freedom_lie_between_two_and_the_clusters_minus_one(values: Floats) -> None:
    assert 2 - 1e-9 <= float(jackknife_df(values)) <= len(values) - 1 + 1e-9


@given(VALUES, st.floats(0.1, 10), st.floats(-10, 10))
def test_neither_unit_nor_zero_of_the_statistic_changes_them(values: Floats, times: float, plus: float) -> None:
    if np.ptp(values) > 1:
        assert float(jackknife_df(times * values + plus)) == pytest.approx(float(jackknife_df(values)), rel=1e-6)


def test_one_cluster_that_carries_all_leaves_two_and_is_told() -> None:
    values = np.append(np.zeros(39), 1.0)
    df = float(jackknife_df(values))
    assert df == pytest.approx(2, abs=0.2)
    assert heavy_tails(df, n_clusters=40)
    assert not heavy_tails(2.0, n_clusters=6)


def test_clusters_that_pull_alike_leave_all_but_one() -> None:
    assert float(jackknife_df(np.tile([-1.0, 1.0], 20))) == 39


def test_columns_are_judged_one_by_one() -> None:
    both = np.random.default_rng(1).normal(size=(30, 2)) ** 3
    assert jackknife_df(both).tolist() == pytest.approx([float(jackknife_df(c)) for c in both.T])


def test_a_mean_has_the_customary_t_interval_where_asked_for() -> None:
    x = np.random.default_rng(2).exponential(size=25)
    left = (x.sum() - x) / 24
    plain = jackknife_interval(left, estimate=float(x.mean()), linear=True)
    careful = jackknife_interval(left, estimate=float(x.mean()))
    assert plain is not None
    assert careful is not None
    assert plain.df == 24
    assert plain.high - x.mean() == pytest.approx(2.0639 * x.std(ddof=1) / 5, rel=1e-4)
    assert careful.df < plain.df
    assert careful.low < plain.low
