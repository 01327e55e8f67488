"""Exploratory factor analysis: psych's and GPArotation's numbers, laws, a planted truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.stats.factor_analysis import factor_analysis

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "dimensionality.json").read_text())
FULL, GAPS = (
    np.genfromtxt(HERE / f"{name}.csv", delimiter=",", skip_header=1) for name in ("ten_items", "ten_items_missing")
)
PATTERN = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0.75, 0], [0, 0.8], [0, 0.7], [0, 0.6], [0, 0.75]])


def planted(n: int, *, rng: np.random.Generator, phi: float = 0.4) -> NDArray[np.float64]:
    factors = rng.normal(size=(n, 2)) @ np.linalg.cholesky(np.array([[1, phi], [phi, 1]])).T
    return np.asarray(factors @ PATTERN.T + rng.normal(size=(n, 8)) * np.sqrt(1 - (PATTERN**2).sum(axis=1)))


CASES: list[tuple[str, dict[str, Any], NDArray[np.float64]]] = [
    ("minres3", {"n_factors": 3, "method": "minres"}, FULL),
    ("ml3", {"n_factors": 3, "method": "ml"}, FULL),
    ("pa3", {"n_factors": 3, "method": "principal_axis"}, FULL),
    ("ml2", {"n_factors": 2, "method": "ml"}, FULL),
    ("minres2", {"n_factors": 2, "method": "minres"}, FULL),
    ("missing3", {"n_factors": 3, "method": "minres"}, GAPS),
]


@pytest.mark.parametrize(("key", "options", "x"), CASES, ids=[c[0] for c in CASES])
def test_equals_psych_fa(key: str, options: dict[str, Any], x: NDArray[np.float64]) -> None:
    want = EXPECTED[key]
    for rotation in ("oblimin", "varimax"):
        fa = factor_analysis(x, rotation=rotation, **options)
        np.testing.assert_allclose(fa.uniquenesses, want["uniquenesses"], atol=2e-4)
        np.testing.assert_allclose(fa.loadings, want[rotation]["loadings"], atol=5e-4)
        np.testing.assert_allclose(fa.correlation, want[rotation]["phi"], atol=5e-4)
    assert fa.fit.chi2 is not None
    assert fa.fit.rmsea is not None
    assert fa.fit.tli is not None
    assert fa.fit.bic is not None
    assert fa.fit.chi2.df == want["dof"]
    assert fa.fit.chi2.p is not None
    np.testing.assert_allclose(
        [fa.fit.chi2.value, fa.fit.chi2.p, fa.fit.tli.value, fa.fit.rmsr.value, fa.fit.bic.value],
        [want["chi2"], want["p"], want["tli"], want["rms"], want["bic"]],
        rtol=2e-3,
        atol=1e-6,
    )
    assert fa.fit.rmsea.low is not None
    assert fa.fit.rmsea.high is not None
    np.testing.assert_allclose([fa.fit.rmsea.value, fa.fit.rmsea.low, fa.fit.rmsea.high], want["rmsea"], atol=2e-4)


@pytest.mark.parametrize("how", ["regression", "bartlett", "ten_berge"])
def test_scores_equal_psych_factor_scores(how: Any) -> None:
    want = EXPECTED["scores"][how]
    fa = factor_analysis(FULL, n_factors=3, method="ml", scores=how)
    agreement = fa.loadings.T @ np.array(want["loadings"])
    order = np.abs(agreement).argmax(axis=1)
    np.testing.assert_allclose(fa.weights, np.array(want["weights"])[:, order], atol=2e-3)
    assert fa.scores is not None
    np.testing.assert_allclose(fa.scores[:5], np.array(want["scores"])[:, order], atol=5e-3)


def test_ten_berge_scores_correlate_like_the_factors_and_regression_scores_do_not() -> None:
    fa = factor_analysis(FULL, n_factors=3, scores="ten_berge")
    assert fa.scores is not None
    np.testing.assert_allclose(np.corrcoef(fa.scores, rowvar=False), fa.correlation, atol=1e-8)
    regression = factor_analysis(FULL, n_factors=3, scores="regression").scores
    assert regression is not None
    assert np.abs(np.corrcoef(regression, rowvar=False) - fa.correlation).max() > 0.02


@given(seed=st.integers(0, 10**6), rotation=st.sampled_from(["none", "varimax", "oblimin"]))
@settings(max_examples=12, deadline=None)
def test_scaling_of_variables_and_order_of_rows_and_variables_do_not_matter(seed: int, rotation: Any) -> None:
    rng = np.random.default_rng(seed)
    x = planted(300, rng=rng)
    one = factor_analysis(x, n_factors=2, rotation=rotation)
    order = rng.permutation(8)
    two = factor_analysis(
        (x * rng.uniform(0.1, 10, 8) + rng.normal(size=8))[rng.permutation(300)][:, order],
        n_factors=2,
        rotation=rotation,
    )
    np.testing.assert_allclose(two.uniquenesses, one.uniquenesses[order], atol=1e-5)
    np.testing.assert_allclose(np.abs(two.loadings), np.abs(one.loadings[order]), atol=1e-3)
    np.testing.assert_allclose((one.loadings * one.structure).sum(axis=1), one.communalities, atol=1e-5)
    assert ((one.uniquenesses > 0) & (one.uniquenesses <= 1)).all()


def test_rotations_do_not_change_what_is_reproduced() -> None:
    plain = factor_analysis(FULL, n_factors=3, rotation="none")
    for rotation in ("varimax", "oblimin"):
        fa = factor_analysis(FULL, n_factors=3, rotation=rotation)
        np.testing.assert_allclose(
            fa.loadings @ fa.correlation @ fa.loadings.T, plain.loadings @ plain.loadings.T, atol=1e-9
        )


@pytest.mark.parametrize("method", ["minres", "ml", "principal_axis"])
def test_recovers_planted_factors(method: Any) -> None:
    fa = factor_analysis(planted(40_000, rng=np.random.default_rng(1)), n_factors=2, method=method)
    order = np.abs(fa.loadings.T @ PATTERN).argmax(axis=0)
    np.testing.assert_allclose(fa.loadings[:, order], PATTERN, atol=0.03)
    assert fa.correlation[0, 1] == pytest.approx(0.4, abs=0.02)
    assert fa.fit.rmsea is not None
    assert fa.fit.rmsea.value < 0.01


def test_loadings_carry_intervals_over_families() -> None:
    rng = np.random.default_rng(3)
    family = np.repeat(np.arange(24), 10)
    x = planted(240, rng=rng) + 0.5 * planted(24, rng=rng)[family]
    fa = factor_analysis(x, n_factors=2, clusters=family)
    assert fa.loading_errors is not None
    assert fa.loading_low is not None
    assert fa.loading_high is not None
    assert (fa.loading_low < fa.loadings).all()
    assert (fa.loadings < fa.loading_high).all()
    assert 0.01 < np.median(fa.loading_errors) < 0.15
    assert "few_clusters" in factor_analysis(x, n_factors=2, clusters=family % 9).flags


def test_heywood_cases_and_saturation_are_flagged() -> None:
    r = np.array([[1, 0.9, 0.8], [0.9, 1, 0.5], [0.8, 0.5, 1.0]])
    fa = factor_analysis(r, n_factors=1, n_observations=100)
    assert "heywood" in fa.flags
    assert "saturated" in fa.flags
    assert fa.fit.chi2 is None
    assert fa.scores is None


@pytest.mark.parametrize("method", ["minres", "ml", "principal_axis"])
def test_rows_their_correlations_and_their_covariances_give_one_analysis(method: Any) -> None:
    rows = factor_analysis(FULL, n_factors=3, method=method)
    for matrix in (np.corrcoef(FULL, rowvar=False), np.cov(FULL, rowvar=False)):
        printed = factor_analysis(matrix, n_factors=3, method=method, n_observations=len(FULL))
        np.testing.assert_allclose(printed.loadings, rows.loadings, atol=1e-6)
        assert printed.fit.chi2 is not None
        assert rows.fit.chi2 is not None
        assert printed.fit.chi2.value == pytest.approx(rows.fit.chi2.value, rel=1e-8)
        assert printed.scores is None


@pytest.mark.parametrize("method", ["minres", "ml", "principal_axis"])
def test_communalities_are_what_the_loadings_explain_in_an_improper_case_too(method: Any) -> None:
    r = np.array([[1, 0.9, 0.8, 0.3], [0.9, 1, 0.5, 0.2], [0.8, 0.5, 1.0, 0.3], [0.3, 0.2, 0.3, 1.0]])
    fa = factor_analysis(r, n_factors=1, n_observations=100, method=method)
    assert "heywood" in fa.flags
    np.testing.assert_allclose(fa.communalities, (fa.loadings**2).sum(axis=1), atol=1e-12)
    np.testing.assert_allclose(fa.uniquenesses, 1 - fa.communalities, atol=1e-12)


@pytest.mark.parametrize("scores", ["regression", "ten_berge"])
def test_a_column_that_is_a_sum_of_others_still_has_scores(scores: Any) -> None:
    x = np.column_stack([FULL, FULL[:, 0] + FULL[:, 4]])
    fa = factor_analysis(x, n_factors=3, scores=scores)
    assert "not_positive_definite" in fa.flags
    assert fa.fit.chi2 is None
    assert fa.scores is not None
    if scores == "ten_berge":
        got = np.asarray(np.cov(fa.scores, rowvar=False), dtype=float)
        np.testing.assert_allclose(got, fa.correlation, atol=1e-8)
    else:
        inverse = np.linalg.pinv(np.corrcoef(x, rowvar=False), rcond=1e-9, hermitian=True)
        np.testing.assert_allclose(fa.weights, inverse @ fa.structure, atol=1e-8)


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (FULL[:, :4], {"n_factors": 2}, "identified"),
        (np.column_stack([FULL, FULL[:, 0]]), {"n_factors": 2, "method": "ml"}, "singular"),
        (np.column_stack([FULL, np.ones(len(FULL))]), {"n_factors": 2}, "variable 10 .* no variance"),
        (FULL[:2], {"n_factors": 2}, "at least 3"),
        (np.eye(5), {"n_factors": 1, "n_observations": 50, "clusters": list("abcde")}, "need rows"),
        (FULL, {"n_factors": 2, "n_observations": 50}, "correlation matrix"),
        (np.corrcoef(FULL, rowvar=False), {"n_factors": 2}, "give n_observations"),
        (np.eye(6), {"n_factors": 1, "n_observations": 2.5}, "number of rows"),
        (FULL, {"n_factors": 2, "method": "pa"}, "principal_axis"),
        (FULL, {"n_factors": 2, "rotation": "promax"}, "oblimin"),
        (FULL, {"n_factors": 2, "scores": "thurstone"}, "ten_berge"),
        (FULL, {"n_factors": 2, "missing": "drop"}, "listwise"),
        (FULL * 1e150, {"n_factors": 2}, "rescale"),
    ],
)
def test_degenerate_data_are_refused(x: NDArray[np.float64], options: dict[str, Any], message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        factor_analysis(x, **options)
