"""Weights that turn standardised variables into factor scores."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.closed_choice import require_choice

Floats: TypeAlias = NDArray[np.float64]
Scoring: TypeAlias = Literal["regression", "bartlett", "ten_berge"]


def score_weights(r: Floats, *, loadings: Floats, correlation: Floats, uniquenesses: Floats, how: Scoring) -> Floats:
    """Weights W (p, m) so that scores are Z W.

    regression: R^-1 L Phi (closest to the factor, shrunken); bartlett: Psi^-1 L (L' Psi^-1 L)^-1 (unbiased);
    ten_berge: R^-1/2 C Phi^1/2 with C the orthonormalised R^-1/2 L Phi^1/2 (scores correlate exactly as Phi). Where a
    variable is a sum of others R has no inverse, and its Moore-Penrose inverse stands in.

    Raises:
        DegenerateDataError: a correlation matrix with a negative eigenvalue (regression, ten Berge), a uniqueness of 0
            or a factor without loadings (Bartlett), two factors that cannot be told apart (ten Berge).

    Reference:
        Thurstone (1935); Bartlett (1937), British Journal of Psychology 28, 97-104; ten Berge et al. (1999), Linear
        Algebra and its Applications 289, 311-318.
    """
    require_choice(how, ("regression", "bartlett", "ten_berge"), name="scores")
    if how == "bartlett":
        if uniquenesses.min() <= 0:
            raise DegenerateDataError("a uniqueness is not above 0: Bartlett scores divide by it; use 'regression'")
        scaled = loadings / uniquenesses[:, None]
        strength = np.linalg.eigvalsh(loadings.T @ scaled)
        if strength[0] <= 1e-10 * strength[-1]:
            raise DegenerateDataError("a factor has no loadings: Bartlett scores of it do not exist; use fewer factors")
        return np.asarray(scaled @ np.linalg.inv(loadings.T @ scaled), dtype=np.float64)
    values, vectors = np.linalg.eigh(r)
    if values[0] < -1e-8:
        raise DegenerateDataError(
            f"correlations over different rows contradict each other (eigenvalue {values[0]:.2g}): {how} scores do not "
            "exist; use missing='listwise', or scores='bartlett'"
        )
    held = values > 1e-10
    vectors, values = vectors[:, held], values[held]
    if how == "regression":
        return np.asarray((vectors / values) @ (vectors.T @ (loadings @ correlation)), dtype=np.float64)
    inverse_root = (vectors / np.sqrt(values)) @ vectors.T
    root = _power(correlation, 0.5)
    a = inverse_root @ loadings @ root
    return np.asarray(inverse_root @ a @ _power(a.T @ a, -0.5) @ root, dtype=np.float64)


def _power(symmetric: Floats, exponent: float) -> Floats:
    values, vectors = np.linalg.eigh(symmetric)
    if values[0] <= 1e-12:
        raise DegenerateDataError("two factors cannot be told apart (their correlation is 1); use fewer factors")
    out: Floats = (vectors * values**exponent) @ vectors.T
    return out
