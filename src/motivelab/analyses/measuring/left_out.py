"""Correlations of several columns, on all rows and without each family."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.cluster_resampling import cluster_moments

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeftOut:
    """A symmetric matrix and what becomes of it when a family is left out.

    Attributes:
        value: (k, k) on all rows.
        without: (G, k, k) without each family.
        n: rows.
    """

    value: Floats
    without: Floats
    n: int


def correlations_left_out(columns: Floats, families: Integers, *, n_families: int) -> LeftOut:
    """Pearson correlations of columns, NaN where a column does not vary.

    Args:
        columns: (n, k); rows with a missing cell are left out.
        families: (n,) number of each row's family, the same family having the same number for every respondent.
        n_families: how many there are; leaving out one that holds no row changes nothing.

    Example:
        >>> x = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]])
        >>> found = correlations_left_out(x, np.array([0, 0, 1, 1]), n_families=2)
        >>> round(float(found.value[0, 1]), 2), found.without[:, 0, 1].round(2).tolist()
        (0.6, [-1.0, -1.0])
    """
    k = columns.shape[1]
    keep = np.isfinite(columns).all(axis=1)
    x, codes = columns[keep], families[keep]
    if len(x) < 3:
        return LeftOut(value=np.full((k, k), math.nan), without=np.full((n_families, k, k), math.nan), n=len(x))
    weights = np.vstack([np.ones((1, n_families)), np.ones((n_families, n_families)) - np.eye(n_families)])
    moments = cluster_moments(x, codes, weights)
    variance = np.diagonal(moments.cov, axis1=1, axis2=2)
    # A constant column keeps a variance of rounding errors once its mean has been taken off.
    floor = 1e-20 * np.maximum(1.0, np.abs(x).max(axis=0)) ** 2
    sd = np.sqrt(np.where(variance > floor, variance, math.nan))
    r = np.clip(moments.cov / sd[:, :, None] / sd[:, None, :], -1.0, 1.0)
    return LeftOut(value=r[0], without=r[1:], n=len(x))


def within(columns: Floats, families: Integers, *, n_families: int) -> Floats:
    """Columns as deviations from the mean of their family; rows with a missing cell become NaN.

    Example:
        >>> within(np.array([[1.0], [3.0], [7.0]]), np.array([0, 0, 1]), n_families=2).tolist()
        [[-1.0], [1.0], [0.0]]
    """
    keep = np.isfinite(columns).all(axis=1)
    out = np.full(columns.shape, math.nan)
    codes = families[keep]
    size = np.maximum(np.bincount(codes, minlength=n_families), 1).astype(np.float64)
    for j in range(columns.shape[1]):
        x = columns[keep, j]
        out[keep, j] = x - (np.bincount(codes, weights=x, minlength=n_families) / size)[codes]
    return out
