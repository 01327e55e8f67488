"""Intervals of a share of ones: Wilson, Clopper-Pearson, and Wilson at the sample size that clustering leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.numerics.cluster_jackknife import jackknife_df
from motivelab.numerics.clustered_mean import clustered_mean
from motivelab.numerics.nominal_level import upper_tail

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareInterval:
    """A share, its interval and what the interval rests on.

    Attributes:
        value: ones over rows.
        low: lower end, in [0, 1].
        high: upper end, in [0, 1].
        se: standard error; 0 at a share of 0 or 1.
        df: degrees of freedom of the quantile (inf for the normal).
        n_effective: independent rows that would give the same standard error.
    """

    value: float
    low: float
    high: float
    se: float
    df: float
    n_effective: float


def wilson(value: float, n: float, *, quantile: float) -> tuple[float, float]:
    """Ends of the score interval at `n` (possibly fractional) rows.

    Example:
        >>> low, high = wilson(0.0, 10, quantile=1.959964)
        >>> round(low, 6), round(high, 6)
        (0.0, 0.277533)

    Reference:
        Wilson (1927), JASA 22, 209-212.
    """
    z2 = quantile**2
    centre = (value + z2 / (2 * n)) / (1 + z2 / n)
    margin = quantile / (1 + z2 / n) * math.sqrt(value * (1 - value) / n + z2 / (4 * n**2))
    # At a share of 0 or 1 centre and margin are the same number but for rounding.
    low = 0.0 if value <= 0 else max(0.0, centre - margin)
    return low, 1.0 if value >= 1 else min(1.0, centre + margin)


def clopper_pearson(ones: int, n: int, *, level: float) -> tuple[float, float]:
    """Ends of the exact interval: never covers less than its level.

    Example:
        >>> low, high = clopper_pearson(0, 10, level=0.95)
        >>> low, round(high, 6)
        (0.0, 0.308497)

    Reference:
        Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    tail = 1 - upper_tail(level)
    low = 0.0 if ones == 0 else float(special.betaincinv(ones, n - ones + 1, tail))
    high = 1.0 if ones == n else float(special.betaincinv(ones + 1, n - ones, 1 - tail))
    return low, high


def clustered_share(
    ones: Floats, codes: Integers, *, n_clusters: int, level: float, most: float | None = None
) -> ShareInterval:
    """Wilson interval at the effective sample size p(1-p)/se^2, with the t quantile of the cluster-robust error.

    Its degrees of freedom are Satterthwaite's, or the fewer of the error itself (`jackknife_df`): where a few clusters
    hold most of the ones, the error is known from those few.

    The effective size never exceeds the rows (or `most`, where a row is itself a share of several answers). At a share
    of 0 or 1 the data say nothing about clustering; each cluster then counts as one row, the most cautious choice.

    Reference:
        Dean and Pagano (2015), Evaluating confidence interval methods for binomial proportions in clustered surveys,
        J. Survey Statistics and Methodology 3, 484-503.
    """
    n = len(ones)
    m = clustered_mean(ones, codes, n_clusters=n_clusters)
    spread = m.value * (1 - m.value)
    if spread <= 0 or m.se <= 0:
        # Also a share that is the same in every cluster: less spread than chance gives, never a reason for width 0.
        n_effective = float(n_clusters) if spread <= 0 else float(n if most is None else most)
    else:
        n_effective = min(float(n if most is None else most), spread / m.se**2)
    df = math.inf
    if n_clusters < n or most is not None:
        size = np.bincount(codes, minlength=n_clusters)
        left_out = (ones.sum() - np.bincount(codes, weights=ones, minlength=n_clusters)) / (n - size)
        df = min(m.df, float(jackknife_df(left_out)))
    tail = upper_tail(level)
    quantile = float(special.ndtri(tail)) if math.isinf(df) else float(special.stdtrit(df, tail))
    low, high = wilson(m.value, n_effective, quantile=quantile)
    return ShareInterval(
        value=m.value, low=low, high=high, se=math.sqrt(spread / n_effective), df=df, n_effective=n_effective
    )
