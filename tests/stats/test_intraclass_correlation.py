"""Intraclass correlations: psych's numbers, Shrout and Fleiss's, laws, a planted truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.stats.cronbach_alpha import cronbach_alpha
from motivelab.stats.intraclass_correlation import FORMS, intraclass_correlation

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "reliability.json").read_text())
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def table(name: str) -> NDArray[np.float64]:
    return np.genfromtxt(HERE / name, delimiter=",", skip_header=1)


@pytest.mark.parametrize(
    ("file", "key", "missing", "tolerance"),
    [
        ("ratings.csv", "icc", "refuse", 1e-9),
        ("ratings.csv", "icc_lmer", "reml", 1e-5),
        ("ratings_missing.csv", "icc_complete", "listwise", 1e-9),
        ("ratings_missing.csv", "icc_missing_lmer", "reml", 1e-5),
    ],
)
def test_equals_psych_icc(file: str, key: str, missing: str, tolerance: float) -> None:
    icc = intraclass_correlation(table(file), missing=missing)  # type: ignore[arg-type]  # parametrised Literal
    want = EXPECTED[key]
    got = [getattr(icc, form) for form in FORMS]
    np.testing.assert_allclose([e.value for e in got], want["icc"], atol=tolerance)
    np.testing.assert_allclose([e.low for e in got], want["low"], atol=tolerance)
    np.testing.assert_allclose([e.high for e in got], want["high"], atol=tolerance)
    np.testing.assert_allclose([e.df for e in got], want["df2"])
    np.testing.assert_allclose([e.p for e in got], want["p"], rtol=1e-3)


def test_equals_the_published_example_of_shrout_and_fleiss() -> None:
    icc = intraclass_correlation(SHROUT_FLEISS)
    assert [round(getattr(icc, f).value, 2) for f in FORMS] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 100), shift=st.floats(-1000, 1000))
@settings(max_examples=25, deadline=None)
def test_rescaling_and_order_do_not_matter_and_bounds_hold(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(20, 1)) + rng.normal(size=(20, 3)) + rng.normal(size=(1, 3))
    one = intraclass_correlation(x)
    two = intraclass_correlation((scale * x + shift)[rng.permutation(20)][:, rng.permutation(3)])
    for form in FORMS:
        a, b = getattr(one, form), getattr(two, form)
        assert b.value == pytest.approx(a.value, abs=1e-7)
        assert a.value <= 1
        assert a.low <= a.value <= a.high


@given(seed=st.integers(0, 10**6), shifts=st.lists(st.floats(-50, 50), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_consistency_ignores_severity_of_judges_and_average_consistency_is_alpha(
    seed: int, shifts: list[float]
) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(20, 1)) + rng.normal(size=(20, 3))
    assert intraclass_correlation(x + np.array(shifts)).icc3.value == pytest.approx(
        intraclass_correlation(x).icc3.value, abs=1e-8
    )
    assert intraclass_correlation(x).icc3k.value == pytest.approx(cronbach_alpha(x).alpha.value, abs=1e-10)


def test_the_mean_of_k_is_spearman_brown_of_one() -> None:
    icc = intraclass_correlation(table("ratings.csv"))
    for one, mean in (("icc1", "icc1k"), ("icc2", "icc2k"), ("icc3", "icc3k")):
        r = getattr(icc, one).value
        assert getattr(icc, mean).value == pytest.approx(4 * r / (1 + 3 * r))


def test_recovers_planted_variances_of_rows_and_columns() -> None:
    rng = np.random.default_rng(1)
    x = 2 * rng.normal(size=(20_000, 1)) + np.linspace(-1.5, 1.5, 40) + 1.5 * rng.normal(size=(20_000, 40))
    icc = intraclass_correlation(x)
    columns = np.linspace(-1.5, 1.5, 40).var(ddof=1)
    assert icc.icc2.value == pytest.approx(4 / (4 + columns + 2.25), abs=0.01)
    assert icc.icc3.value == pytest.approx(4 / (4 + 2.25), abs=0.01)


def test_families_change_the_interval_not_the_value() -> None:
    rng = np.random.default_rng(4)
    family = np.repeat(np.arange(30), 5)
    x = rng.normal(size=30)[family, None] * 3 + rng.normal(size=(150, 1)) + rng.normal(size=(150, 2))
    rows, families = intraclass_correlation(x), intraclass_correlation(x, clusters=family)
    for form in FORMS:
        a, b = getattr(rows, form), getattr(families, form)
        assert b.value == a.value
        assert b.low < b.value < b.high
        assert b.high - b.low > a.high - a.low or form.startswith("icc2")
        assert b.n_units == 30
        assert b.unit == "family"


def test_incomplete_tables_are_jackknifed_over_families_too() -> None:
    rng = np.random.default_rng(4)
    family = np.repeat(np.arange(8), 5)
    x = rng.normal(size=8)[family, None] * 2 + rng.normal(size=(40, 3))
    x[[1, 7], [0, 2]] = np.nan
    e = intraclass_correlation(x, clusters=family).icc1
    assert e.low is not None
    assert set(e.flags) == {"missing", "few_clusters"}


def test_rows_of_one_mean_and_families_that_make_no_difference_have_no_interval() -> None:
    same = intraclass_correlation(np.tile(np.arange(4.0), (10, 1)))
    assert same.icc1.low is None
    assert "no_row_variance" in same.icc1.flags
    alike = intraclass_correlation(np.tile(np.arange(12.0).reshape(4, 3) ** 2, (5, 1)), clusters=np.repeat(range(5), 4))
    assert alike.icc3.low is None
    assert "no_interval" in alike.icc3.flags


def test_an_interval_end_that_cannot_be_stepped_up_is_open() -> None:
    three = [[3.8, 3.7, 4.0, 2.0], [3.5, 4.6, 3.4, 4.3], [4.5, 3.7, 2.9, 3.5]]
    found = intraclass_correlation(three).icc2k
    assert found.low == -np.inf
    assert found.high is not None
    assert found.value < found.high


def test_cautions_are_flagged() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(30, 1))
    perfect = intraclass_correlation(np.repeat(x, 3, axis=1))
    assert perfect.icc1.value == pytest.approx(1)
    assert perfect.icc1.low is None
    assert "perfect" in perfect.icc1.flags
    shifted = intraclass_correlation(x + np.array([0.0, 1.0, 2.0]))
    assert "perfect" in shifted.icc3.flags
    assert shifted.icc2.value < 1
    assert "no_error_variance" in shifted.icc2.flags
    opposed = intraclass_correlation(np.column_stack([x[:, 0], -x[:, 0]]))
    assert "negative" in opposed.icc1.flags
    assert opposed.icc1.value == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize(
    ("ratings", "missing", "message"),
    [
        (np.ones((9, 1)), "reml", "2 columns"),
        (np.ones((9, 3)), "reml", "equal"),
        (np.full((9, 3), np.nan), "reml", "complete row"),
        ([[1, 2], [3, 4]], "reml", "at least 3"),
        ([[1, 2], [3, np.nan], [2, 5]], "refuse", "1 missing"),
        ([[1, np.nan], [3, np.nan], [2, 5]], "reml", "too few"),
    ],
)
def test_degenerate_data_are_refused(ratings: object, missing: str, message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        intraclass_correlation(np.asarray(ratings, dtype=float), missing=missing)  # type: ignore[arg-type]  # as above
