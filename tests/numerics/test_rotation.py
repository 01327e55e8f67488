"""Rotations reach the optimum of their criterion and keep what the factors reproduce."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.extraction import extract_factors, squared_multiple_correlations
from motivelab.numerics.rotation import oblimin, unrotated, varimax


def kaiser(loadings: NDArray[np.float64]) -> float:
    square = (loadings / np.sqrt((loadings**2).sum(axis=1, keepdims=True))) ** 2
    return float(square.var(axis=0).sum())


@given(seed=st.integers(0, 10**6), p=st.integers(4, 12), m=st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_varimax_is_an_optimum_that_no_small_turn_improves(seed: int, p: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(p, m))
    r = varimax(a)
    np.testing.assert_allclose(r.loadings @ r.loadings.T, a @ a.T, atol=1e-9)
    np.testing.assert_allclose(r.correlation, np.eye(m), atol=1e-9)
    skew = rng.normal(size=(m, m))
    turn = np.linalg.qr(np.eye(m) + 1e-3 * (skew - skew.T))[0]
    assert kaiser(r.loadings @ turn) <= kaiser(r.loadings) + 1e-9
    assert kaiser(r.loadings) >= kaiser(a) - 1e-9


@given(seed=st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_oblimin_keeps_the_reproduced_correlations_and_unit_factors(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = np.kron(np.eye(3), np.full((4, 1), 0.7)) @ np.linalg.qr(rng.normal(size=(3, 3)))[0] + 0.05 * rng.normal(
        size=(12, 3)
    )
    r = oblimin(a)
    np.testing.assert_allclose(r.loadings @ r.correlation @ r.loadings.T, a @ a.T, atol=1e-8)
    np.testing.assert_allclose(np.diag(r.correlation), 1)
    assert (np.sort(np.abs(r.loadings), axis=1)[:, :2] < 0.3).all()


def test_principal_axes_and_minres_meet_in_a_proper_case() -> None:
    truth = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    r = np.outer(truth, truth) + 0.02 * np.cos(np.arange(25)).reshape(5, 5)
    r = (r + r.T) / 2
    np.fill_diagonal(r, 1)
    a, b = (extract_factors(r, n_factors=1, method=m) for m in ("minres", "principal_axis"))
    np.testing.assert_allclose(a.loadings, b.loadings, atol=1e-5)


def test_an_improper_case_is_flagged_whatever_the_method() -> None:
    r = np.array([[1, 0.95, 0.9], [0.95, 1, 0.4], [0.9, 0.4, 1.0]])
    assert extract_factors(r, n_factors=1).heywood
    assert extract_factors(r, n_factors=1, method="principal_axis").heywood
    with pytest.raises(DegenerateDataError, match="identified"):
        extract_factors(r, n_factors=2)


def quartimin(loadings: NDArray[np.float64]) -> float:
    square = loadings**2
    return float((square * (square.sum(axis=1, keepdims=True) - square)).sum())


@pytest.mark.parametrize("seed", [0, 2])
def test_oblimin_finds_the_lower_of_two_minima_and_says_that_there_are_two(seed: int) -> None:
    a = np.random.default_rng(seed).normal(size=(10, 3)) * [0.1, 0.2, 0.15] + [0.85, 0, 0]
    near, best = oblimin(a, start=np.eye(3)), oblimin(a)
    assert quartimin(best.loadings) < quartimin(near.loadings) - 0.01
    assert best.several_optima
    np.testing.assert_allclose(best.loadings @ best.correlation @ best.loadings.T, a @ a.T, atol=1e-8)


def test_varimax_finds_the_higher_of_two_maxima() -> None:
    a = np.random.default_rng(69).normal(size=(7, 4))
    r = varimax(a)
    assert kaiser(r.loadings) == pytest.approx(0.43494, abs=1e-5)  # from the unrotated position alone: 0.41468
    assert r.several_optima


def test_rounding_in_a_variable_without_loadings_turns_nothing() -> None:
    a = np.random.default_rng(1).normal(size=(8, 3))
    dust = 1e-12 * np.random.default_rng(2).normal(size=(3, 3))
    zero, dusty = (varimax(np.vstack([a, rest])).loadings for rest in (np.zeros((3, 3)), dust))
    np.testing.assert_allclose(dusty, zero, atol=1e-9)
    assert not unrotated(a).several_optima


def test_an_improper_solution_is_the_best_of_several() -> None:
    r = np.asarray(np.corrcoef(np.random.default_rng(22).normal(size=(60, 8)), rowvar=False), dtype=np.float64)

    def misfit(uniquenesses: NDArray[np.float64]) -> float:
        root = np.sqrt(uniquenesses)
        rest = np.linalg.eigvalsh(r / root[:, None] / root)[:-3]
        return float((rest - np.log(rest) - 1).sum())

    start = np.clip(1 - squared_multiple_correlations(r), 0.05, 0.95)
    one = extract_factors(r, n_factors=3, method="ml", start=start)
    best = extract_factors(r, n_factors=3, method="ml")
    assert one.heywood
    assert misfit(best.uniquenesses) < misfit(one.uniquenesses) - 0.01
