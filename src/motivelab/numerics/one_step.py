"""Maximum-likelihood estimates without each group of rows, by one Newton step from those on all rows."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def summed_by(codes: NDArray[np.int64], rows: Floats, *, n_groups: int) -> Floats:
    """(G, k) sums of (n, k) rows in each group."""
    return np.column_stack([np.bincount(codes, weights=c, minlength=n_groups) for c in rows.T])


def one_step_moves(scores: Floats, information: Floats, bread: Floats) -> Floats:
    """(G, k) how far the estimates move without each group: -(I - I_g)^-1 s_g.

    Args:
        scores: (G, k) summed derivatives of the log-likelihood of each group at the estimates.
        information: (G, k, k) minus the summed second derivatives of each group.
        bread: (k, k) inverse of the information of all rows.

    Returns:
        A row of NaN where the other groups do not determine the estimates.

    Example:
        >>> x = np.array([1.0, 2.0, 6.0])
        >>> one_step_moves((x - 3)[:, None], np.ones((3, 1, 1)), np.eye(1) / 3).ravel().round(9).tolist()
        [1.0, 0.5, -1.5]

    Reference:
        Pregibon (1981), Annals of Statistics 9, 705-724; MacKinnon, Nielsen and Webb (2025), Cluster-robust jackknife
        and bootstrap inference for logistic regression models, Econometric Reviews.
    """
    root = np.linalg.cholesky(bread)
    inside = root.T @ information @ root
    values, vectors = np.linalg.eigh((inside + inside.transpose(0, 2, 1)) / 2)
    free = 1 - values
    sound = free.min(axis=1) > 1e-8
    turned = np.einsum("gij,gi->gj", vectors, scores @ root) / np.where(sound[:, None], free, 1.0)
    moves = -np.einsum("gij,gj->gi", vectors, turned) @ root.T
    return np.where(sound[:, None], moves, np.nan)
