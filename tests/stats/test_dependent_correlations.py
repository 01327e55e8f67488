"""Two correlations from the same rows: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.dependent_correlations import dependent_correlations

R = json.loads((Path(__file__).parent / "reference" / "contrasts.json").read_text())


def test_williams_and_steiger_equal_psych_and_the_interval_is_zous() -> None:
    w = dependent_correlations(R["R3"], n=40)
    assert w.p == pytest.approx(R["williams"]["p"], rel=1e-6)
    assert [w.low, w.high] == pytest.approx(R["zou3"], rel=1e-6)
    assert w.df == 37
    s = dependent_correlations(R["R3"], n=40, test="steiger")
    assert s.p == pytest.approx(R["steiger3"]["p"], rel=1e-6)
    f = dependent_correlations(R["R4"], n=40)
    assert f.p == pytest.approx(R["steiger4"]["p"], rel=1e-6)
    assert [f.low, f.high] == pytest.approx(R["zou4"], rel=1e-6)
    for level, r in R["zou_levels"].items():
        three = dependent_correlations(R["R3"], n=40, level=float(level))
        four = dependent_correlations(R["R4"], n=40, level=float(level))
        assert [three.low, three.high] == pytest.approx(r["three"], rel=1e-6)
        assert [four.low, four.high] == pytest.approx(r["four"], rel=1e-6)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_exchanging_the_compared_variables_turns_the_difference_and_keeps_p(seed: int) -> None:
    r = np.atleast_2d(np.corrcoef(np.random.default_rng(seed).normal(size=(3, 12))))
    swapped = r[np.ix_([0, 2, 1], [0, 2, 1])]
    for test in ("williams", "steiger"):
        a = dependent_correlations(r, n=12, test="williams" if test == "williams" else "steiger")
        b = dependent_correlations(swapped, n=12, test="williams" if test == "williams" else "steiger")
        assert b.value == pytest.approx(-a.value)
        assert b.p == pytest.approx(a.p)
        assert b.low == pytest.approx(-(a.high or 0))


def test_planted_difference_is_covered_and_equal_correlations_are_rejected_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(12)
    cov = np.array([[1, 0.6, 0.3], [0.6, 1, 0.5], [0.3, 0.5, 1]])
    null = np.array([[1, 0.5, 0.5], [0.5, 1, 0.4], [0.5, 0.4, 1]])
    covered, rejected = [], []
    for _ in range(1500):
        e = dependent_correlations(np.corrcoef(rng.multivariate_normal(np.zeros(3), cov, 60).T), n=60)
        covered.append((e.low or 0) < 0.3 < (e.high or 0))
        e = dependent_correlations(np.corrcoef(rng.multivariate_normal(np.zeros(3), null, 60).T), n=60)
        rejected.append((e.p or 1) < 0.05)
    assert 0.93 < np.mean(covered) < 0.97
    assert 0.03 < np.mean(rejected) < 0.07


def test_what_is_no_correlation_matrix_is_refused() -> None:
    with pytest.raises(DegenerateDataError, match="shape"):
        dependent_correlations(np.eye(2), n=20)
    with pytest.raises(DegenerateDataError, match="not a correlation matrix"):
        dependent_correlations([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], n=20)
    with pytest.raises(DegenerateDataError, match="perfectly"):
        dependent_correlations([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]], n=20)
    with pytest.raises(DegenerateDataError, match="williams"):
        dependent_correlations(np.eye(4), n=20, test="williams")
    with pytest.raises(DegenerateDataError, match="n is 4"):
        dependent_correlations(np.eye(3), n=4)
