"""Velicer's minimum average partial: how many components until only specific variance is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.numerics.correlation_matrix import correlation_matrix
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumAveragePartial:
    """Number of components by both criteria.

    Attributes:
        original: mean squared partial correlation smallest (1976).
        revised: mean fourth power smallest (2000).
        squared: mean squared partial correlation after 0, 1, 2, ... components.
        fourth: mean fourth power, likewise.
    """

    original: Estimate
    revised: Estimate
    squared: tuple[float, ...]
    fourth: tuple[float, ...]


def map_test(
    data: ArrayLike, *, n_observations: int | None = None, missing: Literal["pairwise", "listwise"] = "pairwise"
) -> MinimumAveragePartial:
    """Velicer's minimum average partial test, original and revised.

    Formula: partial out the first m components, C = R - A A'; scale C to correlations; average their squares (or
    fourth powers) over the p(p-1)/2 pairs; the m with the smallest average is the number of components. m = 0 (the
    plain correlations) takes
    part: 0 means nothing in common. m goes up to p - 2.

    When to use: beside `parallel_analysis`; it tends to say fewer, above all with few variables a factor.

    Args:
        data: (n_rows, p) with NaN for missing, or correlations or covariances with `n_observations`.
        n_observations: rows behind printed correlations or covariances; None for data.
        missing: `pairwise` (as psych does) or `listwise`.

    Returns:
        `MinimumAveragePartial`; values are whole numbers, without intervals. Flag `last`: the criterion still falls
        at p - 2.

    Raises:
        DegenerateDataError: fewer than 3 variables, a constant one.

    Example:
        >>> r = np.kron(np.eye(2), np.full((3, 3), 0.6)) + 0.4 * np.eye(6)
        >>> map_test(r, n_observations=200).original.value
        2.0

    In R:
        `psych::vss(x, n = 8)$map` (from 1 component on); `EFA.dimensions::MAP(x)` for both criteria.

    Reference:
        Velicer (1976), Psychometrika 41, 321-327; Velicer, Eaton and Fava (2000), in Goffin and Helmes, 41-71.
    """
    matrix = correlation_matrix(data, n_observations=n_observations, missing=missing, at_least=3)
    r = matrix.r
    p = len(r)
    values, vectors = np.linalg.eigh(r)
    values, vectors = values[::-1], vectors[:, ::-1]
    squared: list[float] = []
    fourth: list[float] = []
    rest = r.copy()
    for m in range(p - 1):
        if m:
            a = vectors[:, m - 1]
            rest = rest - max(values[m - 1], 0.0) * np.outer(a, a)
        variance = np.diag(rest)
        if variance.min() <= 1e-10:  # a variable is used up: its partial correlations do not exist from here on
            break
        partial = rest / np.sqrt(np.outer(variance, variance))
        np.fill_diagonal(partial, 0.0)
        squared.append(float((partial**2).sum()) / (p * (p - 1)))
        fourth.append(float((partial**4).sum()) / (p * (p - 1)))

    def estimate(name: str, averages: list[float]) -> Estimate:
        best = int(np.argmin(averages))
        return Estimate(
            statistic=name,
            value=float(best),
            n=matrix.n,
            unit="row",
            method=f"{missing} correlations",
            flags=(*matrix.flags, "last") if best == len(averages) - 1 and best > 0 else matrix.flags,
        )

    return MinimumAveragePartial(
        original=estimate("map_original", squared),
        revised=estimate("map_revised", fourth),
        squared=tuple(squared),
        fourth=tuple(fourth),
    )
