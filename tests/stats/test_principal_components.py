"""Principal components: psych's numbers and laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.principal_components import principal_components

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "dimensionality.json").read_text())["pca"]
FULL = np.genfromtxt(HERE / "ten_items.csv", delimiter=",", skip_header=1)


def test_equals_psych_principal() -> None:
    pca = principal_components(FULL, n_components=3)
    np.testing.assert_allclose(pca.eigenvalues, EXPECTED["values"], atol=1e-9)
    np.testing.assert_allclose(np.abs(pca.loadings), np.abs(EXPECTED["loadings"]), atol=1e-9)
    np.testing.assert_allclose(np.abs(pca.weights), np.abs(EXPECTED["weights"]), atol=1e-9)
    turned = principal_components(FULL, n_components=3, rotation="varimax")
    np.testing.assert_allclose(turned.loadings, EXPECTED["varimax"]["loadings"], atol=1e-5)


@given(seed=st.integers(0, 10**6), m=st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_components_explain_descending_variance_and_all_of_them_everything(seed: int, m: int) -> None:
    x = np.random.default_rng(seed).normal(size=(30, 5)) @ np.random.default_rng(seed + 1).normal(size=(5, 5))
    pca = principal_components(x, n_components=m)
    assert pca.eigenvalues.sum() == pytest.approx(5)
    np.testing.assert_allclose(pca.explained, pca.eigenvalues[:m] / 5)
    assert (np.diff(pca.eigenvalues) <= 1e-12).all()
    assert (pca.communalities <= 1 + 1e-9).all()
    full = principal_components(x, n_components=5)
    np.testing.assert_allclose(full.communalities, 1)


@pytest.mark.parametrize("rotation", ["none", "varimax"])
def test_scores_stay_uncorrelated_with_unit_variance(rotation: Any) -> None:
    scores = principal_components(FULL, n_components=3, rotation=rotation).scores
    assert scores is not None
    np.testing.assert_allclose(np.asarray(np.cov(scores, rowvar=False), dtype=float), np.eye(3), atol=1e-9)


def test_oblique_scores_correlate_as_reported() -> None:
    pca = principal_components(FULL, n_components=3, rotation="oblimin")
    assert pca.scores is not None
    np.testing.assert_allclose(np.corrcoef(pca.scores, rowvar=False), pca.correlation, atol=1e-9)


def test_a_row_with_a_missing_value_has_no_score() -> None:
    x = FULL.copy()
    x[4, 2] = np.nan
    pca = principal_components(x, n_components=2)
    assert pca.scores is not None
    assert np.isnan(pca.scores[4]).all()
    assert np.isfinite(np.delete(pca.scores, 4, axis=0)).all()
    assert pca.flags == ("missing",)


def test_more_components_than_rank_are_refused() -> None:
    copied = np.column_stack([FULL[:, :2], FULL[:, 0]])
    assert principal_components(copied, n_components=2).flags == ("not_positive_definite",)
    with pytest.raises(DegenerateDataError, match="from 1 to"):
        principal_components(copied, n_components=3)
    with pytest.raises(DegenerateDataError, match="from 1 to"):
        principal_components(FULL, n_components=0)


def test_all_components_reproduce_the_matrix_and_are_as_many_as_its_rank() -> None:
    every = principal_components(FULL)
    assert every.loadings @ every.loadings.T == pytest.approx(np.corrcoef(FULL, rowvar=False), abs=1e-10)
    doubled = np.column_stack([FULL, FULL[:, :1]])
    assert principal_components(doubled).loadings.shape[1] == FULL.shape[1]
