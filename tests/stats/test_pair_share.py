"""Shares of choices between two tasks: the error derived by hand, laws, recovery."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.pair_mean import pair_mean
from motivelab.stats.pair_share import pair_share
from motivelab.stats.proportion import proportion

_FAMILIES = st.integers(0, 7)
_CHOICES = st.lists(st.tuples(st.integers(0, 1), _FAMILIES, _FAMILIES), min_size=1, max_size=40)


def _columns(rows: list[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    ones, first, second = zip(*rows, strict=True)
    return list(ones), list(first), list(second)


def _families(rows: list[tuple[int, int, int]]) -> int:
    return len({family for _, *sides in rows for family in sides})


def test_the_error_of_a_share_is_that_of_a_mean_and_never_below_that_of_independent_choices() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.integers(0, 12, 60), rng.integers(0, 12, 60)
    ones = (first < 6).astype(float)
    share, mean = (f(ones, first=first.tolist(), second=second.tolist()) for f in (pair_share, pair_mean))
    assert (share.value, share.se, share.df) == pytest.approx((mean.value, mean.se, mean.df))
    assert share.se is not None
    assert share.se > np.sqrt(ones.mean() * (1 - ones.mean()) / 60)
    # Each pair in both orders, always the first place in one of them: pairs do not differ at all.
    both = pair_share([1, 0] * 12, first=[*range(24)], second=[i + 1 - 2 * (i % 2) for i in range(24)])
    assert both.se == pytest.approx(np.sqrt(0.25 / 24))


@given(rows=_CHOICES)
@settings(max_examples=150, deadline=None)
def test_the_interval_lies_in_the_unit_range_holds_the_share_and_has_width(rows: list[tuple[int, int, int]]) -> None:
    ones, first, second = _columns(rows)
    if _families(rows) < 3:
        with pytest.raises(DegenerateDataError, match="at least 3"):
            pair_share(ones, first=first, second=second)
        return
    e = pair_share(ones, first=first, second=second)
    assert e.low is not None
    assert e.high is not None
    assert e.p is not None
    assert 0 <= e.low <= e.value + 1e-12
    assert e.value - 1e-12 <= e.high <= 1
    assert e.high - e.low > 0.01
    assert 0 <= e.p <= 1
    assert ("boundary" in e.flags) == (e.value in (0, 1))


@given(rows=_CHOICES.filter(lambda rows: _families(rows) > 2), names=st.permutations("abcdefgh"))
@settings(max_examples=100, deadline=None)
def test_neither_side_nor_order_nor_name_of_a_family_matters_and_zeros_mirror_ones(
    rows: list[tuple[int, int, int]], names: list[str]
) -> None:
    ones, first, second = _columns(rows)
    e = pair_share(ones, first=first, second=second)
    turned = pair_share(ones[::-1], first=[names[f] for f in second[::-1]], second=[names[f] for f in first[::-1]])
    mirrored = pair_share([1 - one for one in ones], first=first, second=second)
    assert (turned.value, turned.low, turned.high, turned.p) == pytest.approx((e.value, e.low, e.high, e.p))
    assert (mirrored.low, mirrored.high, mirrored.p) == pytest.approx((1 - (e.high or 0), 1 - (e.low or 0), e.p))


def test_with_families_of_one_choice_each_it_is_close_to_the_share_of_independent_rows() -> None:
    ones = np.random.default_rng(2).integers(0, 2, 400)
    e = pair_share(ones, first=range(400), second=range(400, 800))
    alone = proportion(ones)
    assert e.se == pytest.approx(alone.se, rel=5e-3)
    assert e.low == pytest.approx(alone.low, abs=2e-3)


def test_copied_choices_tell_no_more_than_one_of_each() -> None:
    rng = np.random.default_rng(3)
    ones, first, second = rng.integers(0, 2, 50), rng.integers(0, 25, 50), rng.integers(0, 25, 50)
    e = pair_share(ones, first=first, second=second)
    copied = pair_share(np.repeat(ones, 5), first=np.repeat(first, 5), second=np.repeat(second, 5))
    assert (copied.se or 0) > 0.9 * (e.se or 0)


def test_a_share_that_follows_families_is_recovered_and_an_interval_of_independent_rows_would_be_too_short() -> None:
    """Choices go by a strength of each family; the truth is the mean over all ordered pairs of families."""
    rng = np.random.default_rng(7)
    covered = short = 0
    for _ in range(200):
        strength = rng.normal(size=24)
        first = rng.integers(0, 24, 240)
        second = (first + rng.integers(1, 24, 240)) % 24
        ones = rng.random(240) < 1 / (1 + np.exp(-(strength[first] + strength[second])))
        e, naive = pair_share(ones, first=first, second=second), proportion(ones)
        covered += (e.low or 0) < 0.5 < (e.high or 1)
        short += not (naive.low or 0) < 0.5 < (naive.high or 1)
    assert 0.93 <= covered / 200 <= 0.99
    assert short / 200 > 0.15


def test_what_is_missing_is_left_out_and_flagged() -> None:
    e = pair_share([1, 0, np.nan, 1], first=["a", "b", "z", "c"], second=["b", "c", "z", "d"])
    kept = pair_share([1, 0, 1], first=["a", "b", "c"], second=["b", "c", "d"])
    assert (e.value, e.low, e.high, e.n, e.n_units) == (kept.value, kept.low, kept.high, 3, 4)
    assert "missing" in e.flags


def test_what_is_not_a_share_is_refused_by_value() -> None:
    with pytest.raises(DegenerateDataError, match=r"ones holds .*2\.0"):
        pair_share([0, 1, 2], first="abc", second="bcd")
    with pytest.raises(DegenerateDataError, match=r"lengths \[3, 3, 2\]"):
        pair_share([0, 1, 1], first="abc", second="bc")
    with pytest.raises(DegenerateDataError, match="null is 1"):
        pair_share([0, 1, 1], first="abc", second="bcd", null=1.0)
    with pytest.raises(DegenerateDataError, match="no choice"):
        pair_share([], first=[], second=[])
