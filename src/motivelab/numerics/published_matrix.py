"""Covariances or correlations as they were printed, with the number of rows behind them."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]


def published_matrix(matrix: Floats, *, n_observations: int) -> Floats:
    """The matrix, exactly symmetric, once it is seen to be one of covariances or correlations.

    Args:
        matrix: (p, p).
        n_observations: rows behind it.

    Raises:
        DegenerateDataError: it is not square, complete and symmetric, a variance is not positive, a covariance is
            larger than its two variances allow, or fewer than 3 rows.

    Example:
        >>> published_matrix(np.array([[4.0, 1.0], [1.0, 9.0]]), n_observations=50).tolist()
        [[4.0, 1.0], [1.0, 9.0]]
    """
    if not is_matrix(matrix):
        raise DegenerateDataError(
            f"with n_observations, data must be a correlation matrix or covariances: square, complete, symmetric, each "
            f"within what its variances allow; shape {matrix.shape!r} is not"
        )
    if isinstance(n_observations, bool) or n_observations != int(n_observations) or n_observations < 3:
        raise DegenerateDataError(f"n_observations is {n_observations!r}; give the number of rows, 3 or more")
    out: Floats = (matrix + matrix.T) / 2
    return out


def require_rows(table: Floats) -> None:
    """Refuse a matrix of correlations that came without the number of rows behind it: as rows it would mean nonsense.

    Raises:
        DegenerateDataError: the table is symmetric as correlations and covariances are.

    Example:
        >>> require_rows(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]))
    """
    if is_matrix(table):
        raise DegenerateDataError(
            f"data is symmetric ({len(table)} by {len(table)}), like a correlation matrix; give n_observations, the "
            "number of rows behind it"
        )


def is_matrix(table: Floats) -> bool:
    """Whether a table is symmetric with positive variances and no correlation beyond 1, to six decimals."""
    if table.ndim != 2 or table.shape[0] != table.shape[1] or len(table) < 2 or not np.isfinite(table).all():
        return False
    variance = np.diag(table)
    if (variance <= 0).any():
        return False
    scaled = table / np.sqrt(variance)[:, None] / np.sqrt(variance)
    return bool(np.abs(scaled - scaled.T).max() <= 1e-6 and np.abs(scaled).max() <= 1 + 1e-6)
