"""Kaiser-Meyer-Olkin: do the variables share enough for factors at all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from motivelab.errors import DegenerateDataError
from motivelab.numerics.correlation_matrix import correlation_matrix
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingAdequacy:
    """Measure of sampling adequacy.

    Attributes:
        overall: all variables together; below .5 a factor analysis is idle, above .8 it is well supplied.
        items: one value a variable.
    """

    overall: Estimate
    items: tuple[Estimate, ...]


def kmo(
    data: ArrayLike, *, n_observations: int | None = None, missing: Literal["pairwise", "listwise"] = "pairwise"
) -> SamplingAdequacy:
    """Kaiser-Meyer-Olkin measure of sampling adequacy, overall and for each variable.

    Formula: sum r^2 / (sum r^2 + sum q^2) over pairs of variables, q the partial correlation of the pair given all
    others.

    When to use: before a factor analysis. With two variables it is .5 whatever they are. A description: no interval.

    Args:
        data: (n_rows, p) with NaN for missing, or correlations or covariances with `n_observations`.
        n_observations: rows behind printed correlations or covariances; None for data.
        missing: `pairwise` (as psych does) or `listwise`.

    Raises:
        DegenerateDataError: a singular correlation matrix (a variable is a sum of others), a constant variable.

    Example:
        >>> r = [[1, 0.6, 0.5], [0.6, 1, 0.4], [0.5, 0.4, 1]]
        >>> round(kmo(r, n_observations=100).overall.value, 4)
        0.6578

    In R:
        `psych::KMO(x)$MSA`, `$MSAi`.

    Reference:
        Kaiser and Rice (1974), Educational and Psychological Measurement 34, 111-117.
    """
    matrix = correlation_matrix(data, n_observations=n_observations, missing=missing)
    if matrix.smallest <= 1e-10:
        raise DegenerateDataError(
            f"the correlation matrix is singular (eigenvalue {matrix.smallest:.2g}); is a variable a sum of others?"
        )
    inverse = np.linalg.inv(matrix.r)
    scale = 1 / np.sqrt(np.diag(inverse))
    off = ~np.eye(len(inverse), dtype=bool)
    partial = np.where(off, inverse * scale[:, None] * scale, 0.0) ** 2
    squared = np.where(off, matrix.r, 0.0) ** 2

    def estimate(name: str, r2: float, q2: float) -> Estimate:
        bare = r2 + q2 <= 0
        return Estimate(
            statistic=name,
            value=float("nan") if bare else r2 / (r2 + q2),
            n=matrix.n,
            unit="row",
            method=f"{missing} correlations",
            flags=(*matrix.flags, "uncorrelated") if bare else matrix.flags,
        )

    return SamplingAdequacy(
        overall=estimate("kmo", float(squared.sum()), float(partial.sum())),
        items=tuple(
            estimate("kmo_item", float(a), float(b))
            for a, b in zip(squared.sum(axis=0), partial.sum(axis=0), strict=True)
        ),
    )
