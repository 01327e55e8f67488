"""Means of groups of few families: what an analysis of variance gives, laws, recovery."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from motivelab.errors import DegenerateDataError
from motivelab.stats.pooled_mean import PooledSpread, pooled_mean, pooled_spread

SPREAD = PooledSpread(variance=4.0, df=30, groups=15)
_FINITE = st.floats(-100, 100, allow_nan=False, allow_subnormal=False)


def test_with_one_row_a_family_the_spread_is_the_mean_square_within_of_an_analysis_of_variance() -> None:
    """F = between / within, both from the same table: within = between / F."""
    rng = np.random.default_rng(1)
    y = rng.normal(size=(5, 4)) + np.arange(5)[:, None]
    spread = pooled_spread(y.ravel(), clusters=range(20), groups=np.repeat(np.arange(5), 4))
    between = 4 * y.mean(axis=1).var(ddof=1)
    assert spread.variance == pytest.approx(between / stats.f_oneway(*y).statistic)
    assert (spread.df, spread.groups) == (15, 5)


def test_a_mean_of_equal_families_has_the_error_of_a_cell_mean_and_the_pooled_degrees_of_freedom() -> None:
    """Variance 4 over two families: se = sqrt(4 / 2); margin = t(.975, 30) * se."""
    e = pooled_mean([60, 62, 64, 66], clusters=["a", "a", "b", "b"], spread=SPREAD)
    assert e.value == 63
    assert e.se == pytest.approx(np.sqrt(2))
    assert e.low == pytest.approx(63 - stats.t.ppf(0.975, 30) * np.sqrt(2))
    assert (e.df, e.n, e.n_units, e.unit) == (30.0, 4, 2, "family")


@given(
    y=arrays(np.float64, 12, elements=_FINITE),
    families=st.lists(st.integers(0, 3), min_size=12, max_size=12),
    shift=st.floats(-50, 50),
    scale=st.floats(0.1, 10),
)
@settings(max_examples=100, deadline=None)
def test_shifting_and_stretching_the_scores_shifts_and_stretches_mean_and_error(
    y: np.ndarray[tuple[int], np.dtype[np.float64]], families: list[int], shift: float, scale: float
) -> None:
    groups = [i % 2 for i in families]
    if len(set(families)) == len(set(groups)) or np.ptp(y) < 1e-3:
        return
    try:
        spread = pooled_spread(y, clusters=families, groups=groups)
    except DegenerateDataError:
        return  # families of a group agree
    wide = pooled_spread(shift + scale * y, clusters=families, groups=groups)
    assert wide.variance == pytest.approx(scale**2 * spread.variance, rel=1e-6, abs=1e-9)
    a = pooled_mean(y, clusters=families, spread=spread)
    b = pooled_mean(shift + scale * y, clusters=families, spread=wide)
    assert b.value == pytest.approx(shift + scale * a.value, abs=1e-6)
    assert b.se == pytest.approx(scale * (a.se or 0), rel=1e-4, abs=1e-6)


@given(y=arrays(np.float64, 10, elements=_FINITE), shifts=st.lists(st.floats(-50, 50), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_is_added_to_a_whole_group_leaves_the_spread_alone_and_so_does_the_order_of_rows(
    y: np.ndarray[tuple[int], np.dtype[np.float64]], shifts: list[float]
) -> None:
    families, groups = np.arange(10), np.arange(10) % 3
    if np.ptp(y) < 1:
        return
    try:
        spread = pooled_spread(y, clusters=families, groups=groups)
        moved = pooled_spread(y + np.array(shifts)[groups], clusters=families, groups=groups)
    except DegenerateDataError:
        return  # families of a group agree
    back = pooled_spread(y[::-1], clusters=families[::-1], groups=groups[::-1])
    assert moved.variance == pytest.approx(spread.variance, rel=1e-6, abs=1e-6)
    assert back.variance == pytest.approx(spread.variance)


def test_a_planted_mean_is_covered_as_often_as_promised_although_each_group_has_two_families() -> None:
    rng = np.random.default_rng(4)
    groups = np.repeat(np.arange(12), 2)
    covered = total = 0
    for _ in range(100):
        y = 5.0 * groups + rng.normal(0, 3, 24)
        spread = pooled_spread(y, clusters=range(24), groups=groups)
        for group in range(12):
            e = pooled_mean(y[groups == group], clusters=[0, 1], spread=spread)
            covered += (e.low or 0) < 5.0 * group < (e.high or 0)
            total += 1
    assert 0.93 <= covered / total <= 0.97


def test_a_family_in_two_groups_counts_as_one_in_each() -> None:
    spread = pooled_spread([1, 3, 10, 14], clusters=["a", "b", "a", "b"], groups=["x", "x", "y", "y"])
    assert (spread.variance, spread.df) == (5.0, 2)


def test_what_is_missing_is_left_out_and_flagged() -> None:
    e = pooled_mean([60, np.nan, 64], clusters=["a", "b", "c"], spread=SPREAD)
    assert (e.value, e.n, e.n_units) == (62, 2, 2)
    assert e.flags == ("missing", "pooled_spread")


def test_where_there_is_no_spread_to_pool_the_reason_is_given() -> None:
    with pytest.raises(DegenerateDataError, match="no group holds two"):
        pooled_spread([1, 2], clusters=["a", "b"], groups=["x", "y"])
    with pytest.raises(DegenerateDataError, match="do not differ"):
        pooled_spread([1, 1, 5, 5], clusters="abcd", groups="xxyy")
    with pytest.raises(DegenerateDataError, match=r"lengths \[2, 2, 1\]"):
        pooled_spread([1, 2], clusters="ab", groups="x")
    with pytest.raises(DegenerateDataError, match="at least 1"):
        pooled_mean([np.nan], clusters=["a"], spread=SPREAD)
