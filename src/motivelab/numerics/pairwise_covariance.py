"""Covariances of columns with missing cells: every pair of columns from the rows that have both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.cluster_resampling import cluster_moments, cluster_sums

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairwiseCovariances:
    """Pairwise counts and covariances, one set for each row of weights.

    Attributes:
        n: (n_resamples, k, k) rows with both columns.
        cov: (n_resamples, k, k) covariance of the rows with both, divisor n - 1; the diagonal is each column's own
            variance.
        cor: (n_resamples, k, k) correlation over the rows with both, which is not cov scaled by its own diagonal.
    """

    n: Floats
    cov: Floats
    cor: Floats


def pairwise_covariances(
    values: Floats, codes: Integers | None = None, weights: Floats | None = None
) -> PairwiseCovariances:
    """Covariance and correlation matrices over pairs of columns (R's `use = "pairwise"`), in one or many resamples.

    Args:
        values: (n_rows, k), NaN for missing.
        codes: (n_rows,) cluster of each row, with `weights`.
        weights: (n_resamples, n_clusters); without them one set of the data as they are.

    Returns:
        NaN where a pair shares fewer than two rows (or, for `cor`, has no variance there); the diagonal of `cor` is 1.

    Example:
        >>> x = np.array([[1.0, 2.0], [2.0, np.nan], [3.0, 6.0]])
        >>> pairwise_covariances(x).cov[0].tolist()
        [[1.0, 4.0], [4.0, 8.0]]
    """
    if np.isfinite(values).all() and len(values):
        return _complete(values, codes, weights)
    present = np.isfinite(values).astype(np.float64)
    counts = present.sum(axis=0)
    filled = np.where(present > 0, values, 0.0)
    # Centring first keeps sums of squares from cancelling when means are large.
    centre = filled.sum(axis=0) / np.maximum(counts, 1)
    x = np.where(present > 0, values - centre, 0.0)
    if codes is None or weights is None:
        n, sums, squares, cross = (
            (present.T @ present)[None],
            (x.T @ present)[None],
            ((x**2).T @ present)[None],
            (x.T @ x)[None],
        )
    else:
        n, sums, squares, cross = (
            np.tensordot(weights, cluster_sums(a[:, :, None] * b[:, None, :], codes, n_clusters=weights.shape[1]), 1)
            for a, b in ((present, present), (x, present), (x**2, present), (x, x))
        )
    enough = n > 1
    safe = np.where(enough, n, 2.0)
    mirrored = np.swapaxes(sums, 1, 2)
    cov = np.where(enough, (cross - sums * mirrored / safe) / (safe - 1), math.nan)
    var = np.where(enough, (squares - sums**2 / safe) / (safe - 1), math.nan)
    scale = np.sqrt(np.maximum(var, 0.0) * np.maximum(np.swapaxes(var, 1, 2), 0.0))
    cor = np.divide(cov, scale, out=np.full_like(cov, math.nan), where=scale > 0)
    return PairwiseCovariances(n=n, cov=cov, cor=np.clip(cor, -1.0, 1.0))


def _complete(values: Floats, codes: Integers | None, weights: Floats | None) -> PairwiseCovariances:
    """The same without missing cells: one set of moments serves all pairs."""
    if codes is None or weights is None:
        codes, weights = np.zeros(len(values), dtype=np.int64), np.ones((1, 1))
    k = values.shape[1]
    rows = weights @ np.bincount(codes, minlength=weights.shape[1]).astype(np.float64)
    enough = rows > 1
    moments = cluster_moments(values, codes, np.where(enough[:, None], weights, 1.0))
    cov = np.where(enough[:, None, None], moments.cov, math.nan)
    sd = np.sqrt(np.maximum(np.diagonal(cov, axis1=1, axis2=2), 0.0))
    scale = sd[:, :, None] * sd[:, None, :]
    cor = np.divide(cov, scale, out=np.full_like(cov, math.nan), where=scale > 0)
    return PairwiseCovariances(n=np.tile(rows[:, None, None], (1, k, k)), cov=cov, cor=np.clip(cor, -1.0, 1.0))
