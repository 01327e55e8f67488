"""Facets as published: correlations, means by range of motivation, two rotated components, and what they explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlations import pairwise_correlations
from motivelab.analyses.as_published.computation.least_squares import LeastSquares, least_squares
from motivelab.analyses.as_published.computation.listwise import of_all, pooled_columns
from motivelab.analyses.as_published.computation.names import BREAKDOWN, FACETS, NONE, PRE
from motivelab.analyses.as_published.computation.varimax import early_varimax

Floats: TypeAlias = NDArray[np.float64]

FACTORED: Final = ("value", "challenge", "fear", "mastery", "interest")
"""Order of the columns that are factored."""

_COMPONENTS: Final = 2
RANGES: Final = tuple((low, low + 10) for low in range(0, 100, 10))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FacetTable:
    """Correlations of facets and their means by range of overall motivation, over pooled cells.

    Attributes:
        facets: rows and columns of `r`, motivation last.
        r: correlations; n: tasks.
        by_range: (10 ranges, facets without motivation); NaN where a range holds no task. A mean of 100 is in none.
        in_range: tasks in each range.
    """

    facets: tuple[str, ...]
    r: Floats
    n: int
    by_range: Floats
    in_range: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Factors:
    """Two components of the facets, rotated, and motivation regressed on their scores; signs of components are free.

    Attributes:
        n: tasks.
        eigenvalues: descending; they sum to 5 n / (n - 1), since z is by n and the covariance by n - 1.
        eigenvectors: (facets, facets), by column.
        covariance: of the standardised facets.
        mean, scale: of the facets before.
        unrotated, loadings: (facets, 2).
        rotation: takes the one to the other (least squares).
        scores: (tasks, 2); unit-length components rotated, hence neither of unit variance nor uncorrelated.
        motivation: of the same tasks, raw.
        regression: motivation (standardised) on const, f1, f2, f1*f2; None where it cannot be fitted.
    """

    n: int
    eigenvalues: Floats
    eigenvectors: Floats
    covariance: Floats
    mean: Floats
    scale: Floats
    unrotated: Floats
    loadings: Floats
    rotation: Floats
    scores: Floats
    motivation: Floats
    regression: LeastSquares | None


def facet_table(cells: PublishedCells) -> FacetTable | None:
    """Correlations and means by range; None where fewer than two facets were asked for, or not of all respondents."""
    block = of_all(cells)
    found = {f: v for f in (*FACETS, BREAKDOWN) if (v := block.values(f)) is not None}
    if len(found) < 2:
        return None
    x = np.column_stack(list(found.values()))
    r, _ = pairwise_correlations(x)
    facets = [f for f in found if f != BREAKDOWN]
    means = np.full((len(RANGES), len(facets)), np.nan)
    sizes = np.zeros(len(RANGES), dtype=np.int64)
    motivation = found.get(BREAKDOWN)
    if motivation is not None:
        for k, (low, high) in enumerate(RANGES):
            inside = (motivation >= low) & (motivation < high)
            sizes[k] = inside.sum()
            if sizes[k]:
                means[k] = [found[f][inside].mean() for f in facets]
    return FacetTable(facets=tuple(found), r=r, n=len(x), by_range=means, in_range=sizes)


def factors(cells: PublishedCells) -> Factors | None:
    """The factor analysis; None where facets are lacking, have no variance, or tasks are too few.

    It has a deletion of its own: a task needs the five facets and the report before the task, nothing else.
    """
    block = pooled_columns(cells, tuple((metric, NONE) for metric in (*FACTORED, PRE)))
    if block is None or len(block.rows) <= _COMPONENTS:
        return None
    x, motivation = block.means[:, :-1], block.means[:, -1]
    if (np.ptp(x, axis=0) == 0).any():
        return None
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = (x - mean) / scale
    covariance = np.cov(z, rowvar=False)
    ascending, vectors = np.linalg.eigh(covariance)
    order = ascending.argsort()[::-1]
    eigenvalues, vectors = ascending[order], vectors[:, order]
    if eigenvalues[_COMPONENTS - 1] <= 0:
        return None
    leading = vectors[:, :_COMPONENTS]
    unrotated = leading * np.sqrt(eigenvalues[:_COMPONENTS])
    loadings = -early_varimax(unrotated)  # theirs are turned round, always
    rotation = np.linalg.lstsq(unrotated, loadings, rcond=None)[0]
    scores = z @ leading @ rotation
    return Factors(
        n=len(x),
        eigenvalues=eigenvalues,
        eigenvectors=vectors,
        covariance=covariance,
        mean=mean,
        scale=scale,
        unrotated=unrotated,
        loadings=loadings,
        rotation=rotation,
        scores=scores,
        motivation=motivation,
        regression=_regression(scores, motivation),
    )


def _regression(scores: Floats, motivation: Floats) -> LeastSquares | None:
    if np.ptp(motivation) == 0:
        return None
    z = (motivation - motivation.mean()) / motivation.std()
    x = np.column_stack([scores, scores[:, 0] * scores[:, 1]])
    return least_squares(z, x, ("f1", "f2", "f1*f2"))
