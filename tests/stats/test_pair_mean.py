"""Means over choices: the error derived by hand, laws, recovery."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.pair_mean import pair_mean

_FAMILIES = st.integers(0, 7)
_CHOICES = st.lists(st.tuples(st.integers(-50, 50), _FAMILIES, _FAMILIES), min_size=3, max_size=40).filter(
    lambda rows: len({f for _, *sides in rows for f in sides}) > 2
)


def test_the_error_of_a_mean_sums_over_all_pairs_of_choices_that_share_a_family() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.integers(0, 12, 60), rng.integers(0, 12, 60)
    y = first + rng.normal(size=60)
    e = y - y.mean()
    sides = [{int(a), int(b)} for a, b in zip(first, second, strict=True)]
    shared = sum(e[i] * e[j] for i in range(60) for j in range(60) if sides[i] & sides[j])
    found = pair_mean(y, first=first.tolist(), second=second.tolist())
    assert found.se is not None
    assert abs(found.se**2 - shared * 12 / 11 / 60**2) < 1e-12


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
    assert 0.89 <= covered / 200 <= 0.99
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
