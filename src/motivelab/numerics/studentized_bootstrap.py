"""Bootstrap-t intervals of cluster means: many columns at once from one weight matrix."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.ordered_ends import ordered_ends

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudentizedMeans:
    """Means of k columns with bootstrap-t intervals.

    Attributes:
        value: (k,) sum over count.
        se: (k,) linearised cluster standard error.
        low: (k,) lower ends, NaN where fewer than half of the resamples have a standard error.
        high: (k,) upper ends.
        p: (k,) two-sided p of a zero mean by the same inversion; never below 1 / (n_resamples + 1).
        draws: (n_resamples, k) resampled means.
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    draws: Floats


def studentized_means(sums: Floats, counts: Floats, weights: Floats, *, level: float = 0.95) -> StudentizedMeans:
    """Resample cluster sums, studentise each resample by its own cluster error, and invert.

    For column j with cluster sums S_g and counts m_g the mean is sum S / sum m and its linearised variance is
    G/(G-1) sum_g (S_g - mean m_g)^2 / (sum m)^2. Both are sums over clusters, so that a bootstrap of k columns is four
    matrix products.

    Args:
        sums: (n_clusters, k).
        counts: (n_clusters, k) rows behind each sum.
        weights: (n_resamples, n_clusters) how often each resample drew each cluster.
        level: nominal coverage.

    Reference:
        Davison and Hinkley (1997), Bootstrap Methods and their Application, section 5.2.
    """
    total, rows = sums.sum(axis=0), counts.sum(axis=0)
    value = np.divide(total, rows, out=np.full_like(total, math.nan), where=rows > 0)
    # Centred cluster totals keep the sum of squares from cancelling when means are large.
    d = sums - value * counts
    occupied = (counts > 0).sum(axis=0)
    inflation = np.divide(occupied, occupied - 1, out=np.full(len(value), math.nan), where=occupied > 1)
    se = np.sqrt(inflation * (d**2).sum(axis=0)) / rows
    w_rows = weights @ counts
    shift = np.divide(weights @ d, w_rows, out=np.full_like(w_rows, math.nan), where=w_rows > 0)
    square = weights @ d**2 - 2 * shift * (weights @ (d * counts)) + shift**2 * (weights @ counts**2)
    se_b = np.sqrt(np.maximum(inflation * square, 0.0)) / w_rows
    # A resample of one cluster alone has no spread; its t is undefined, not infinite.
    sound = se_b > 1e-12 * np.where(se > 0, se, 1.0)
    t = np.divide(shift, se_b, out=np.full_like(shift, math.nan), where=sound)
    low, high, p = np.full(len(value), math.nan), np.full(len(value), math.nan), np.full(len(value), math.nan)
    tails = (1 - upper_tail(level), upper_tail(level))
    for j in range(len(value)):
        tj = t[np.isfinite(t[:, j]), j]
        if 2 * len(tj) < len(t) or len(tj) < 20 or not se[j] > 0:
            continue
        q_low, q_high = ordered_ends(tj, tails)
        low[j], high[j] = value[j] - q_high * se[j], value[j] - q_low * se[j]
        observed = value[j] / se[j]
        above = (1 + np.count_nonzero(tj >= observed)) / (1 + len(tj))
        below = (1 + np.count_nonzero(tj <= observed)) / (1 + len(tj))
        p[j] = min(1.0, 2 * min(above, below))
    return StudentizedMeans(value=value, se=se, low=low, high=high, p=p, draws=shift + value)
