"""Mean squares of a complete two-way table, from its moments: one formula for the data and for every resample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.cluster_resampling import ClusterMoments

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeanSquares:
    """Mean squares of n rows by k columns; each field has shape (n_resamples,).

    Attributes:
        n: rows.
        k: columns.
        rows: between rows, n - 1 degrees of freedom.
        columns: between columns, k - 1.
        error: rows x columns interaction, (n - 1)(k - 1).
        within: within rows (columns and interaction together), n (k - 1).
    """

    n: Floats
    k: int
    rows: Floats
    columns: Floats
    error: Floats
    within: Floats


def mean_squares(moments: ClusterMoments) -> MeanSquares:
    """Two-way mean squares without interaction replicates, from n, column means and column covariances.

    rows = 1'S1/k; error = (tr S - 1'S1/k)/(k-1); columns = n var(column means); within pools columns and error.

    Args:
        moments: of a complete table (n_rows, k), k of at least 2, in one or many resamples.

    Example:
        >>> from motivelab.numerics.cluster_resampling import cluster_moments
        >>> x = np.array([[1.0, 2.0], [3.0, 5.0], [6.0, 6.0]])
        >>> ms = mean_squares(cluster_moments(x, np.zeros(3, dtype=np.int64), np.ones((1, 1))))
        >>> [round(float(v[0]), 4) for v in (ms.rows, ms.columns, ms.error, ms.within)]
        [10.1667, 1.5, 0.5, 0.8333]

    Reference:
        Scheffe (1959), The Analysis of Variance, chapter 4.
    """
    k = moments.mean.shape[1]
    n = moments.n
    total = moments.cov.sum(axis=(1, 2)) / k
    error = (np.trace(moments.cov, axis1=1, axis2=2) - total) / (k - 1)
    columns = n * moments.mean.var(axis=1, ddof=1)
    within = (columns + (n - 1) * error) / n
    return MeanSquares(n=n, k=k, rows=total, columns=columns, error=error, within=within)
