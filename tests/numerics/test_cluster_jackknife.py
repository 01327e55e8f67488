"""Laws of the jackknife over clusters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from motivelab.numerics.cluster_jackknife import jackknife_df, jackknife_error, jackknife_interval

Floats = NDArray[np.float64]
VALUES = arrays(np.float64, st.integers(3, 40), elements=st.floats(-100, 100, width=32))


@given(VALUES)
def test_degrees_of_freedom_lie_between_four_and_the_clusters_minus_one(values: Floats) -> None:
    k = len(values)
    assert min(4, k - 1) - 1e-9 <= float(jackknife_df(values)) <= k - 1 + 1e-9


@given(VALUES, st.floats(0.1, 10), st.floats(-10, 10))
def test_neither_unit_nor_zero_of_the_statistic_changes_them(values: Floats, times: float, plus: float) -> None:
    if np.ptp(values) > 1:
        assert float(jackknife_df(times * values + plus)) == pytest.approx(float(jackknife_df(values)), rel=1e-6)


def test_one_cluster_that_carries_all_leaves_four_and_is_told() -> None:
    one = jackknife_error(np.append(np.zeros(39), 1.0), level=0.95)
    assert float(one.df) == 4
    assert one.heavy_tails
    assert not jackknife_error(np.append(np.zeros(9), 1.0), level=0.95).heavy_tails


def test_clusters_that_pull_alike_leave_all_but_one_and_no_lean() -> None:
    alike = jackknife_error(np.tile([-1.0, 1.0], 20), level=0.95)
    assert float(alike.df) == 39
    assert not alike.heavy_tails
    assert float(alike.below) == pytest.approx(2.0227, abs=1e-4)
    assert float(alike.above) == pytest.approx(2.0227, abs=1e-4)


def test_in_many_clusters_the_degrees_of_freedom_follow_the_kurtosis() -> None:
    x = np.random.default_rng(3).standard_t(9, size=200_000)
    kurtosis = ((x - x.mean()) ** 4).mean() / x.var() ** 2
    assert float(jackknife_df(x)) == pytest.approx(2 * len(x) / (kurtosis - 1), rel=0.01)


@given(VALUES)
def test_a_statistic_turned_round_has_its_interval_turned_round(values: Floats) -> None:
    this, other = jackknife_error(values, level=0.9), jackknife_error(-values, level=0.9)
    assert float(this.below) == pytest.approx(float(other.above), rel=1e-9)
    assert float(this.se) == pytest.approx(float(other.se), rel=1e-9)
    assert 0 < float(this.below) <= 2 * 12.71


def test_the_interval_leans_towards_the_tail_by_johnsons_term() -> None:
    x = np.random.default_rng(2).exponential(size=25)
    e = jackknife_error((x.sum() - x) / 24, level=0.95)
    usual = jackknife_interval((x.sum() - x) / 24, estimate=float(x.mean()), linear=True)
    assert usual is not None
    skew = ((x - x.mean()) ** 3).mean() / x.std() ** 3
    shift = skew * (1 + 2 * 1.959964**2) / (6 * 1.959964 * 5)
    assert float(e.above) / float(e.below) == pytest.approx((1 + shift) / (1 - shift / 2), rel=1e-6)
    assert float(e.se) == pytest.approx(usual.se, rel=1e-12)


@pytest.mark.parametrize("turn", [-1.0, 1.0])
def test_p_is_below_one_minus_level_just_where_the_interval_leaves_zero(turn: float) -> None:
    e = jackknife_error(turn * np.random.default_rng(6).exponential(size=30), level=0.9)
    below, above = float(e.below * e.se), float(e.above * e.se)
    assert abs(below - above) > 0.1 * below
    for distance in (1.001 * below, -1.001 * above):
        assert float(e.p(distance, level=0.9)) < 0.1
    for distance in (0.999 * below, -0.999 * above):
        assert float(e.p(distance, level=0.9)) > 0.1


def test_columns_are_judged_one_by_one() -> None:
    both = np.random.default_rng(1).normal(size=(30, 2)) ** 3
    together = jackknife_error(both, level=0.95)
    for i, column in enumerate(both.T):
        alone = jackknife_error(column, level=0.95)
        assert float(together.df[i]) == pytest.approx(float(alone.df))
        assert float(together.above[i]) == pytest.approx(float(alone.above))
        assert bool(together.heavy_tails[i]) == bool(alone.heavy_tails)


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
    assert careful.high > plain.high


def test_skewed_families_are_covered_where_degrees_of_freedom_alone_are_not() -> None:
    rng = np.random.default_rng(4)
    held = {True: 0, False: 0}
    for _ in range(1000):
        level = rng.exponential(size=40)
        squares = (level - 1 + 0.5 * rng.normal(size=40)) ** 2
        left = np.log((squares.sum() - squares) / 39)
        found = jackknife_interval(left, estimate=float(np.log(squares.mean())))
        plain = jackknife_interval(left, estimate=float(np.log(squares.mean())), linear=True)
        assert found is not None
        assert plain is not None
        for careful, i in ((True, found), (False, plain)):
            held[careful] += i.low <= np.log(1.25) <= i.high
    assert held[True] >= 925
    assert held[False] < 890
