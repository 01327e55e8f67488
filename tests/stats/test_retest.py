"""Retest agreement: R's numbers, laws, a planted truth."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.retest import retest

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "reliability.json").read_text())["retest"]
ROWS = list(csv.DictReader((HERE / "retest.csv").read_text().splitlines()))
FIRST, SECOND = ([float(r[c]) for r in ROWS] for c in ("first", "second"))
WHO = [r["respondent"] for r in ROWS]


def test_equals_cor_test_and_the_pooled_estimates_of_r() -> None:
    r = retest(FIRST, SECOND, respondents=WHO)
    np.testing.assert_allclose([e.value for e in r.by_respondent], EXPECTED["r"], atol=1e-12)
    np.testing.assert_allclose([float(e.low or 0) for e in r.by_respondent], EXPECTED["low"], atol=1e-9)
    np.testing.assert_allclose([float(e.high or 0) for e in r.by_respondent], EXPECTED["high"], atol=1e-9)
    for name in ("fixed", "random"):
        e = getattr(r, name)
        np.testing.assert_allclose(
            [e.value, e.low, e.high], [EXPECTED[name], EXPECTED[f"{name}_low"], EXPECTED[f"{name}_high"]], atol=1e-9
        )
    assert r.plain.value == pytest.approx(EXPECTED["plain"])
    assert r.tau2.value == pytest.approx(EXPECTED["tau2"])
    assert r.difference.value == pytest.approx(EXPECTED["mad"])
    assert r.respondents == ("r1", "r2", "r3", "r4", "r5")


@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 10), shift=st.floats(-100, 100))
@settings(max_examples=25, deadline=None)
def test_correlations_ignore_scale_and_rows_order_and_differences_scale(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    t = rng.normal(size=60)
    x, y, who = t + rng.normal(size=60), t + rng.normal(size=60), rng.integers(0, 3, 60)
    one = retest(x, y, respondents=who)
    order = rng.permutation(60)
    two = retest((scale * x + shift)[order], (scale * y + shift)[order], respondents=who[order])
    assert two.fixed.value == pytest.approx(one.fixed.value, abs=1e-9)
    assert two.random.value == pytest.approx(one.random.value, abs=1e-9)
    assert two.difference.value == pytest.approx(scale * one.difference.value)
    assert -1 <= one.fixed.value <= 1
    low, high = min(e.value for e in one.by_respondent), max(e.value for e in one.by_respondent)
    assert low <= one.random.value <= high


def test_alike_respondents_pool_to_the_same_by_both_models() -> None:
    rng = np.random.default_rng(3)
    t = rng.normal(size=50)
    x, y = t, t + rng.normal(size=50)
    r = retest(np.tile(x, 4), np.tile(y, 4), respondents=np.repeat(list("abcd"), 50))
    assert r.tau2.value == 0
    assert "boundary" in r.tau2.flags
    assert r.fixed.value == pytest.approx(r.random.value)
    assert r.fixed.value == pytest.approx(r.by_respondent[0].value)


def test_recovers_planted_retest_correlations() -> None:
    rng = np.random.default_rng(5)
    t = rng.normal(size=50_000)
    r = retest(t + 0.5 * rng.normal(size=50_000), t + 0.5 * rng.normal(size=50_000))
    assert r.fixed.value == pytest.approx(1 / 1.25, abs=0.005)
    assert r.difference.value == pytest.approx(2 / np.sqrt(np.pi) * 0.5, abs=0.01)
    assert "one_respondent" in r.random.flags
    assert r.random.low is None


def test_families_widen_the_interval() -> None:
    rng = np.random.default_rng(6)
    family = np.repeat(np.arange(40), 5)
    t = 2 * rng.normal(size=40)[family] + 0.3 * rng.normal(size=200)
    x, y = t + rng.normal(size=40)[family], t + rng.normal(size=40)[family]
    rows, families = retest(x, y).by_respondent[0], retest(x, y, clusters=family).by_respondent[0]
    assert rows.low is not None
    assert families.low is not None
    assert families.low < rows.low
    assert families.n_units == 40
    assert families.df is not None
    assert 10 < families.df <= 39


def test_undefined_correlations_are_flagged_and_left_out_of_the_pool() -> None:
    x = [1, 2, 3, 4, 5, 7, 5, 5, 5, 5, 1, 2, 3, 4, 9, 9]
    y = [2, 1, 4, 3, 5, 9, 1, 2, 3, 4, 1, 2, 3, 4, 9, np.nan]
    r = retest(x, y, respondents=[*["ok"] * 6, *["flat"] * 4, *["copy"] * 5, "one"])
    flags = [e.flags for e in r.by_respondent]
    assert flags[0] == ("missing",)
    assert "constant" in flags[1]
    assert "perfect" in flags[2]
    assert "few_rows" in flags[3]
    assert r.fixed.value == pytest.approx(r.by_respondent[0].value)


def test_degenerate_data_are_refused() -> None:
    with pytest.raises(DegenerateDataError, match="paired"):
        retest([1, 2, 3], [1, 2])
    with pytest.raises(DegenerateDataError, match="at least 3"):
        retest([1, 2, np.nan], [1, 2, 3])
    with pytest.raises(DegenerateDataError, match="no respondent"):
        retest([1, 2, 3, 4], [1, 2, 3, 4])
