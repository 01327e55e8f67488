"""The standard error of measurement: R's values, its relation to the ICC, laws, a planted truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from motivelab.errors import DegenerateDataError
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.standard_error_of_measurement import standard_error_of_measurement

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "measurement_error.json").read_text())


def test_equals_the_residual_deviation_of_rs_linear_model() -> None:
    e = standard_error_of_measurement(np.loadtxt(REFERENCE / "ratings.csv", delimiter=",", skiprows=1)).sem
    assert [e.value, e.low, e.high] == pytest.approx([R["sem"][k] for k in ("value", "low", "high")], rel=1e-9)


def test_equals_the_pooled_within_deviation_and_its_chi_squared_interval() -> None:
    x = np.array([[1.0, 2.0, 6.0], [4.0, 4.0, 7.0], [2.0, 3.0, 1.0]])
    w = x.var(axis=1, ddof=1).mean()
    sem = standard_error_of_measurement(x).sem
    assert sem.value == pytest.approx(np.sqrt(w))
    assert sem.low == pytest.approx(np.sqrt(6 * w / stats.chi2.ppf(0.975, 6)))
    assert sem.high == pytest.approx(np.sqrt(6 * w / stats.chi2.ppf(0.025, 6)))


def test_agrees_with_one_minus_reliability() -> None:
    rng = np.random.default_rng(2)
    x = 3 * rng.normal(size=(4000, 1)) + rng.normal(size=(4000, 2))
    r = intraclass_correlation(x).icc1.value
    assert standard_error_of_measurement(x).sem.value == pytest.approx(x.std() * np.sqrt(1 - r), rel=1e-3)


@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 100), shift=st.floats(-1e3, 1e3))
@settings(max_examples=25, deadline=None)
def test_moves_with_the_scale_and_ignores_where_rows_lie(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    x, family = rng.normal(size=(30, 3)), np.repeat(np.arange(6), 5)
    one = standard_error_of_measurement(x, clusters=family)
    two = standard_error_of_measurement(scale * x + shift * np.arange(30)[:, None], clusters=family)
    assert two.sem.value == pytest.approx(scale * one.sem.value, rel=1e-6)
    assert one.detectable.value == pytest.approx(one.sem.value * np.sqrt(2) * stats.norm.ppf(0.975))
    assert one.sem.low is not None
    assert one.sem.high is not None
    assert one.sem.low <= one.sem.value <= one.sem.high
    assert "few_clusters" in one.sem.flags


def test_recovers_a_planted_error_with_missing_cells() -> None:
    rng = np.random.default_rng(9)
    x = 10 * rng.normal(size=(20_000, 1)) + 4 * rng.normal(size=(20_000, 3))
    x[rng.random(x.shape) < 0.3] = np.nan
    sem = standard_error_of_measurement(x).sem
    assert sem.value == pytest.approx(4, abs=0.05)
    assert sem.flags == ("missing",)


def test_replicates_that_always_agree_give_zero_with_a_flag_and_no_interval() -> None:
    sem = standard_error_of_measurement([[3, 3], [5, 5]]).sem
    assert (sem.value, sem.low, sem.flags) == (0, None, ("no_variance",))


def test_without_replicates_it_is_refused() -> None:
    with pytest.raises(DegenerateDataError, match="two values"):
        standard_error_of_measurement([[1, np.nan], [np.nan, 2]])
    with pytest.raises(DegenerateDataError, match="shape"):
        standard_error_of_measurement([1, 2])
