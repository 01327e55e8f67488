"""Principal components: the weighted sums of variables that carry most of their variance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.closed_choice import require_choice
from motivelab.numerics.correlation_matrix import correlation_matrix
from motivelab.numerics.rotation import oblimin, unrotated, varimax

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrincipalComponents:
    """Components of a correlation matrix.

    Attributes:
        loadings: (p, m) correlations of variables with components (pattern, if oblique). Components stand in order of
            the variance they carry, each turned so that its loadings sum to more than 0.
        correlation: (m, m) of the components.
        eigenvalues: (p,) all of them, descending.
        explained: (m,) share of the total variance each (rotated) component carries.
        communalities: (p,) share of each variable's variance the components carry.
        weights: (p, m) that turn standardised variables into component scores.
        scores: (n_rows, m) of unit variance; NaN rows where a variable is missing; None for a published matrix.
        n: rows used.
        flags: `missing`, `not_positive_definite`, `several_optima` (the rotation has poorer optima too).
    """

    loadings: Floats
    correlation: Floats
    eigenvalues: Floats
    explained: Floats
    communalities: Floats
    weights: Floats
    scores: Floats | None
    n: int
    flags: tuple[str, ...]


def principal_components(
    data: ArrayLike,
    *,
    n_components: int | None = None,
    rotation: Literal["none", "varimax", "oblimin"] = "none",
    n_observations: int | None = None,
    missing: Literal["pairwise", "listwise"] = "pairwise",
) -> PrincipalComponents:
    """Principal components of the correlation matrix, rotated if asked.

    Formula: loadings are eigenvectors times the root of their eigenvalue, so that rotated components stay uncorrelated
    under varimax (rotating unscaled eigenvectors, a common slip, does not keep that). Scores are exact sums of the
    variables.

    When to use: to summarise variables, not to model what they share: components mix in specific variance and load
    higher than factors. For constructs use `factor_analysis`.

    Args:
        data: (n_rows, p) with NaN for missing, or correlations or covariances with `n_observations`.
        n_components: m, from 1 to p; None for as many as the matrix has rank.
        rotation: `none`, Kaiser `varimax`, or `oblimin`.
        n_observations: rows behind printed correlations or covariances; None for data.
        missing: `pairwise` (as psych does) or `listwise`.

    Raises:
        DegenerateDataError: n_components out of range or beyond the rank of the matrix, a constant variable, an unknown
            rotation.

    Example:
        >>> r = [[1, 0.6, 0.5], [0.6, 1, 0.4], [0.5, 0.4, 1]]
        >>> pca = principal_components(r, n_components=1, n_observations=100)
        >>> pca.eigenvalues.round(3).tolist(), pca.loadings[:, 0].round(3).tolist()
        ([2.004, 0.613, 0.382], [0.868, 0.821, 0.759])

    In R:
        `psych::principal(x, nfactors = m, rotate = "none")`.

    Reference:
        Jolliffe (2002), Principal Component Analysis, chapter 11.
    """
    require_choice(rotation, ("none", "varimax", "oblimin"), name="rotation")
    matrix = correlation_matrix(data, n_observations=n_observations, missing=missing)
    p = len(matrix.r)
    values, vectors = np.linalg.eigh(matrix.r)
    values, vectors = values[::-1], vectors[:, ::-1]
    rank = int((values > 1e-10).sum())
    m = rank if n_components is None else n_components
    if not 1 <= m <= rank:
        raise DegenerateDataError(
            f"n_components is {n_components!r}, of {p} variables of rank {rank}; give a number from 1 to {rank}"
        )
    start: Floats = vectors[:, :m] * np.sqrt(values[:m])
    start = start * np.where(start.sum(axis=0) < 0, -1.0, 1.0)
    turned = varimax(start) if rotation == "varimax" else oblimin(start) if rotation == "oblimin" else unrotated(start)
    # Scores of unrotated components are their loadings over the eigenvalue; a rotation turns scores as it turns axes.
    weights = (start / values[:m]) @ turned.transform
    structure = turned.loadings @ turned.correlation
    scores = None
    if matrix.rows is not None:
        complete = np.flatnonzero(np.isfinite(matrix.rows).all(axis=1))
        scores = np.full((len(matrix.rows), m), math.nan)
        scores[complete] = matrix.rows[complete] @ weights
    return PrincipalComponents(
        loadings=turned.loadings,
        correlation=turned.correlation,
        eigenvalues=np.asarray(values, dtype=np.float64),
        explained=np.asarray((turned.loadings * structure).sum(axis=0) / p, dtype=np.float64),
        communalities=np.asarray((turned.loadings * structure).sum(axis=1), dtype=np.float64),
        weights=np.asarray(weights, dtype=np.float64),
        scores=scores,
        n=matrix.n,
        flags=(*matrix.flags, *(("several_optima",) if turned.several_optima else ())),
    )
