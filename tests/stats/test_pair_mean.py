"""Means over choices: the error derived by hand, laws, recovery."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_jackknife import jackknife_df
from motivelab.stats.pair_mean import pair_mean

_FAMILIES = st.integers(0, 7)
_CHOICES = st.lists(st.tuples(st.integers(-50, 50), _FAMILIES, _FAMILIES), min_size=3, max_size=40).filter(
    lambda rows: len({f for _, *sides in rows for f in sides}) > 2
)


def test_the_error_of_a_mean_leaves_each_family_out_and_takes_off_the_pairs_counted_twice() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.integers(0, 12, 60), rng.integers(0, 12, 60)
    y = first + rng.normal(size=60)
    sides = [frozenset((int(a), int(b))) for a, b in zip(first, second, strict=True)]
    without = np.array([y[[f not in s for s in sides]].mean() - y.mean() for f in range(12)])
    pairs = {p: sum((y - y.mean())[[s == p for s in sides]]) / 60 for p in set(sides)}
    nodes = 11 / 12 * (without**2).sum()
    left = nodes - sum(s**2 for p, s in pairs.items() if len(p) == 2)
    found = pair_mean(y, first=first.tolist(), second=second.tolist())
    assert left > sum(s**2 for s in pairs.values()) * len(pairs) / (len(pairs) - 1)
    assert found.se == pytest.approx(np.sqrt(left))
    assert found.df == pytest.approx(float(jackknife_df(without)) * (left / nodes) ** 2)


def test_no_error_is_smaller_than_that_of_independent_pairs_which_has_a_quarter_of_the_families_df() -> None:
    """Values that alternate around a ring of families: every family's two choices cancel."""
    ring = np.arange(24)
    y = np.where(ring % 2, 1.0, -1.0)
    e = pair_mean(y, first=ring, second=(ring + 1) % 24)
    assert e.se == pytest.approx(np.sqrt(24 / 23 / 24))
    lone = np.random.default_rng(1).normal(size=2000)
    apart = pair_mean(lone, first=np.arange(2000), second=2000 + np.arange(2000))
    assert apart.df == pytest.approx(4000 / 4 / 1.0, rel=0.1)


@given(rows=_CHOICES, names=st.permutations("abcdefgh"))
@settings(max_examples=100, deadline=None)
def test_neither_side_nor_order_nor_name_of_a_family_matters_and_a_shift_shifts(
    rows: list[tuple[int, int, int]], names: list[str]
) -> None:
    y, first, second = (list(column) for column in zip(*rows, strict=True))
    e = pair_mean(y, first=first, second=second)
    turned = pair_mean(
        [v + 7 for v in y[::-1]], first=[names[f] for f in second[::-1]], second=[names[f] for f in first[::-1]]
    )
    assert turned.value == pytest.approx(e.value + 7)
    if e.low is not None and e.high is not None:
        assert (turned.low, turned.high) == pytest.approx((e.low + 7, e.high + 7), abs=1e-7)
        assert e.low <= e.value <= e.high
    else:
        assert "no_variance" in e.flags or (e.se or 0) == 0


def test_a_mean_that_follows_families_is_covered_where_independent_rows_would_be_too_short() -> None:
    rng = np.random.default_rng(7)
    covered = short = 0
    for _ in range(200):
        strength = rng.normal(size=24)
        first = rng.integers(0, 24, 240)
        second = (first + rng.integers(1, 24, 240)) % 24
        y = strength[first] + strength[second] + rng.normal(size=240)
        e = pair_mean(y, first=first, second=second)
        covered += (e.low or 0) < 0 < (e.high or 0)
        short += abs(y.mean()) > 1.96 * y.std() / np.sqrt(240)
    assert 0.93 <= covered / 200 <= 0.99
    assert short / 200 > 0.15


def test_the_null_moves_the_test_and_not_the_interval() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 30, 90), rng.integers(0, 30, 90)
    y = rng.normal(5, 1, 90)
    at_zero, at_five = (pair_mean(y, first=first, second=second, null=null) for null in (0.0, 5.0))
    assert (at_zero.low, at_zero.high) == (at_five.low, at_five.high)
    assert (at_zero.p or 1) < 0.001 < (at_five.p or 0)


def test_values_that_agree_have_no_interval() -> None:
    e = pair_mean([2.0, 2.0, 2.0], first="abc", second="bca")
    assert (e.value, e.low, e.p) == (2.0, None, None)
    assert "no_variance" in e.flags


def test_what_is_missing_is_left_out_and_flagged_and_what_cannot_be_is_refused() -> None:
    e = pair_mean([1, 0, np.nan, 4], first=["a", "b", "z", "c"], second=["b", "c", "z", "d"])
    assert (e.n, e.n_units) == (3, 4)
    assert "missing" in e.flags
    with pytest.raises(DegenerateDataError, match=r"lengths \[3, 3, 2\]"):
        pair_mean([0, 1, 1], first="abc", second="bc")
    with pytest.raises(DegenerateDataError, match="no choice"):
        pair_mean([], first=[], second=[])
    with pytest.raises(DegenerateDataError, match="at least 3"):
        pair_mean([1.0, 2.0], first="ab", second="ba")
    with pytest.raises(DegenerateDataError, match="null is nan"):
        pair_mean([1.0, 2.0, 3.0], first="abc", second="bca", null=float("nan"))


def test_units_do_not_matter_however_large() -> None:
    rng = np.random.default_rng(2)
    first, second, y = rng.integers(0, 9, 50), rng.integers(0, 9, 50), rng.normal(size=50)
    one, other = (pair_mean(scale * y, first=first, second=second) for scale in (1.0, 1e98))
    assert ((other.se or 0) / 1e98, other.df, other.p) == pytest.approx((one.se, one.df, one.p))
