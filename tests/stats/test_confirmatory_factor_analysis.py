"""Confirmatory factor analysis: lavaan's numbers, laws, a planted truth."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.stats.confirmatory_factor_analysis import ConfirmatoryFactorAnalysis, confirmatory_factor_analysis

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "confirmatory.json").read_text())
ROWS = list(csv.reader((HERE / "groups.csv").read_text().splitlines()))[1:]
ALL = np.array([[float(v) for v in r[1:]] for r in ROWS])
FIRST = ALL[[r[0] == "a" for r in ROWS]]
MODEL = {"f1": [0, 1, 2], "f2": [3, 4, 5]}


def check_fit(cfa: ConfirmatoryFactorAnalysis, want: dict[str, Any]) -> None:
    fit = cfa.fit
    assert fit.tli is not None
    got = [fit.chi2.value, fit.chi2.df, fit.chi2.p, fit.cfi.value, fit.tli.value, fit.rmsea.value]
    got += [fit.rmsea.low, fit.rmsea.high, fit.srmr.value, fit.aic.value, fit.bic.value]
    names = ["chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "aic", "bic"]
    for name, value in zip(names, got, strict=True):
        assert value == pytest.approx(want[name], rel=1e-5, abs=1e-5), name


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("plain", {}),
        ("means", {"means": True}),
        ("orthogonal", {"orthogonal": True}),
        ("residual", {"residual_covariances": [(0, 3)]}),
    ],
)
def test_fit_equals_lavaan(key: str, options: dict[str, Any]) -> None:
    check_fit(confirmatory_factor_analysis(FIRST, model=MODEL, **options), EXPECTED[key])


def test_incomplete_rows_are_dropped_as_lavaan_does() -> None:
    x = ALL.copy()
    x[[4, 76, 139], 2] = np.nan
    cfa = confirmatory_factor_analysis(x, model=MODEL)
    check_fit(cfa, EXPECTED["missing"])
    assert cfa.flags == ("missing",)
    assert (cfa.n, cfa.n_dropped) == (397, 3)


@pytest.mark.parametrize("key", ["plain", "orthogonal", "residual"])
def test_printed_covariances_give_lavaans_numbers_too(key: str) -> None:
    options: dict[str, Any] = {"orthogonal": {"orthogonal": True}, "residual": {"residual_covariances": [(3, 0)]}}
    cfa = confirmatory_factor_analysis(
        np.cov(FIRST, rowvar=False), model=MODEL, n_observations=len(FIRST), **options.get(key, {})
    )
    check_fit(cfa, EXPECTED[key])
    assert (cfa.n, cfa.n_dropped) == (220, 0)


@pytest.mark.parametrize(("scale", "shift"), [(1e9, 0.0), (1e-9, 0.0), (1.0, 1e9)])
def test_units_however_large_small_or_far_from_zero_do_not_matter(scale: float, shift: float) -> None:
    one = confirmatory_factor_analysis(FIRST, model=MODEL, scaling="unit")
    two = confirmatory_factor_analysis(FIRST * scale + shift, model=MODEL, scaling="unit")
    assert two.fit.chi2.value == pytest.approx(one.fit.chi2.value, rel=1e-6)
    for a, b in zip(one.loadings, two.loadings, strict=True):
        assert b.standardised.se == pytest.approx(a.standardised.se, rel=1e-5)
        assert b.raw.value == pytest.approx(scale * a.raw.value, rel=1e-5)
        assert b.raw.se == pytest.approx(scale * (a.raw.se or 0.0), rel=1e-5)


def test_a_search_that_comes_to_nothing_begins_elsewhere() -> None:
    rng = np.random.default_rng(10)
    x = np.repeat(rng.normal(size=(60, 2)), 3, axis=1) * 0.5 + rng.normal(size=(60, 6)) * 0.8
    assert confirmatory_factor_analysis(x, model=MODEL).fit.chi2.value == pytest.approx(6.502896, abs=1e-4)


@pytest.mark.parametrize("key", ["plain", "residual"])
def test_standardised_loadings_and_errors_equal_lavaan(key: str) -> None:
    pairs = [(0, 3)] if key == "residual" else []
    cfa = confirmatory_factor_analysis(FIRST, model=MODEL, residual_covariances=pairs)
    want = EXPECTED[key]["std"]
    for loading, value, se, low, high in zip(
        cfa.loadings, want["est"], want["se"], want["low"], want["high"], strict=True
    ):
        e = loading.standardised
        assert [e.value, e.se, e.low, e.high] == pytest.approx([value, se, low, high], abs=1e-5)


@pytest.mark.parametrize(("scaling", "key"), [("marker", "plain"), ("unit", "unit")])
def test_raw_loadings_and_errors_equal_lavaan(scaling: Any, key: str) -> None:
    cfa = confirmatory_factor_analysis(FIRST, model=MODEL, scaling=scaling)
    want = EXPECTED[key]["raw"]
    for loading, value, se in zip(cfa.loadings, want["est"], want["se"], strict=True):
        assert loading.raw.value == pytest.approx(value, abs=1e-4)
        assert (loading.raw.se or 0.0) == pytest.approx(se, abs=1e-4)


@given(seed=st.integers(0, 10**6), scaling=st.sampled_from(["marker", "unit"]))
@settings(max_examples=15, deadline=None)
def test_scale_order_of_rows_and_items_and_scaling_of_factors_do_not_matter(seed: int, scaling: Any) -> None:
    rng = np.random.default_rng(seed)
    scale = rng.uniform(0.1, 10, 6)
    one = confirmatory_factor_analysis(FIRST, model=MODEL)
    two = confirmatory_factor_analysis(
        (FIRST * scale + rng.normal(size=6))[rng.permutation(len(FIRST))],
        model={"f2": [5, 3, 4], "f1": [2, 0, 1]},
        scaling=scaling,
    )
    assert two.fit.chi2.value == pytest.approx(one.fit.chi2.value, abs=1e-5)
    by = {x.variable: x.standardised.value for x in two.loadings}
    for loading in one.loadings:
        assert by[loading.variable] == pytest.approx(loading.standardised.value, abs=1e-5)
        assert -1 <= loading.standardised.value <= 1
    assert two.correlations[0].value == pytest.approx(one.correlations[0].value, abs=1e-5)


def planted(n: int, *, rng: np.random.Generator, common: float = 0.0) -> NDArray[np.float64]:
    f = rng.normal(size=(n, 2)) @ np.linalg.cholesky(np.array([[1, 0.5], [0.5, 1]])).T
    loadings = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.8], [0, 0.7], [0, 0.6]])
    e = rng.normal(size=(n, 6)) * np.sqrt(1 - (loadings**2).sum(axis=1))
    return np.asarray(f @ loadings.T + e)


def test_recovers_planted_loadings_and_correlation() -> None:
    cfa = confirmatory_factor_analysis(planted(40_000, rng=np.random.default_rng(1)), model=MODEL)
    np.testing.assert_allclose([x.standardised.value for x in cfa.loadings], [0.8, 0.7, 0.6] * 2, atol=0.02)
    assert cfa.correlations[0].value == pytest.approx(0.5, abs=0.02)
    assert cfa.fit.cfi.value > 0.999


def test_a_wrong_structure_fits_worse_and_a_saturated_one_perfectly() -> None:
    x = planted(2000, rng=np.random.default_rng(2))
    wrong = confirmatory_factor_analysis(x, model={"f1": [0, 1, 3], "f2": [2, 4, 5]})
    assert wrong.fit.cfi.value < 0.8
    assert wrong.fit.rmsea.low is not None
    assert wrong.fit.rmsea.low > 0.1
    three = confirmatory_factor_analysis(x, model={"f1": [0, 1, 2]})
    assert three.fit.chi2.value == pytest.approx(0, abs=1e-6)
    assert three.fit.tli is None
    assert "saturated" in three.flags


def test_families_change_errors_not_loadings() -> None:
    rng = np.random.default_rng(3)
    family = np.repeat(np.arange(30), 8)
    x = planted(30, rng=rng)[family] * 0.8 + 0.5 * planted(240, rng=rng)
    rows, families = (confirmatory_factor_analysis(x, model=MODEL, clusters=c) for c in (None, family))
    ratio = []
    for a, b in zip(rows.loadings, families.loadings, strict=True):
        assert b.standardised.value == a.standardised.value
        assert a.standardised.se is not None
        assert b.standardised.se is not None
        ratio.append(b.standardised.se / a.standardised.se)
    assert np.median(ratio) > 1.3
    assert families.loadings[0].standardised.n_units == 30
    assert "chi2_ignores_clusters" in families.flags


def test_improper_solutions_are_flagged() -> None:
    r = np.array([[1, 0.9, 0.8], [0.9, 1, 0.5], [0.8, 0.5, 1.0]])
    rng = np.random.default_rng(4)
    z = rng.normal(size=(200, 3))
    z = (z - z.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(z, rowvar=False)).T) @ np.linalg.cholesky(r).T
    assert "heywood" in confirmatory_factor_analysis(z, model={"g": [0, 1, 2]}).flags
    # Nothing in common at all: a factor with a negative variance, of which nothing standardised exists.
    noise = np.random.default_rng(2).normal(size=(60, 6))
    cfa = confirmatory_factor_analysis(noise, model=MODEL)
    assert "heywood" in cfa.flags
    assert np.isnan(cfa.loadings[0].standardised.value)
    assert cfa.loadings[0].standardised.low is None


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (FIRST, {"model": {"f": [0, 9]}}, "names columns"),
        (FIRST, {"model": {"f": [0, 1]}}, "parameters"),
        (FIRST, {"model": {"f": [0, 1, 0]}}, "each once"),
        (FIRST, {"model": {"f": []}}, "names columns"),
        (
            FIRST,
            {"model": {"f": [0, 1], "g": [2, 3, 4, 5]}, "orthogonal": True},
            "variance of 'f'.*cannot be told apart",
        ),
        (np.where(FIRST == 60, np.inf, FIRST), {"model": MODEL}, "infinite"),
        (FIRST, {"model": MODEL, "scaling": "std.lv"}, "marker"),
        (np.corrcoef(FIRST, rowvar=False), {"model": MODEL}, "give n_observations"),
        (np.cov(FIRST, rowvar=False), {"model": MODEL, "n_observations": 220, "means": True}, "need rows"),
        (
            np.column_stack([FIRST, np.full(len(FIRST), np.nan)]),
            {"model": {"f": [0, 1, 2, 6]}},
            "variable 6 .* 0 value",
        ),
        (FIRST[:5], {"model": MODEL}, "more rows"),
        (np.column_stack([FIRST[:, :5], FIRST[:, 0]]), {"model": MODEL}, "singular"),
        (np.column_stack([FIRST, np.ones(len(FIRST))]), {"model": {"f": [3, 4, 5, 6]}}, "variable 6 .*no variance"),
        (FIRST, {"model": MODEL, "residual_covariances": [(0, 0)]}, "not a pair"),
    ],
)
def test_degenerate_models_are_refused(x: NDArray[np.float64], options: dict[str, Any], message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        confirmatory_factor_analysis(x, **options)


def test_a_factor_without_common_variance_is_not_given_silently() -> None:
    noise = np.random.default_rng(6).normal(size=(60, 6))
    with pytest.raises((ConvergenceError, DegenerateDataError)):
        confirmatory_factor_analysis(noise, model={"a": [0, 1], "b": [2, 3], "c": [4, 5]})
