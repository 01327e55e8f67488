"""The mean of clustered rows with a standard error that is unbiased when clusters differ in size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredMean:
    """A mean over rows, its cluster-robust standard error and the degrees of freedom of that error.

    Attributes:
        value: sum of the rows over their number.
        se: CR2 standard error.
        df: Satterthwaite degrees of freedom; n_clusters - 1 for clusters of equal size.
    """

    value: float
    se: float
    df: float


def clustered_mean(values: Floats, codes: Integers, *, n_clusters: int) -> ClusteredMean:
    """Mean over rows; CR2 variance and its Satterthwaite df, in closed form for an intercept alone.

    With w_g the share of rows in cluster g and s_g the cluster's sum of residuals,

        var = sum_g s_g^2 / (1 - w_g) / n^2
        1 / df = sum_g w_g^2 + sum_{g != h} w_g^2 w_h^2 / ((1 - w_g) (1 - w_h))

    For equal sizes this is the t interval on cluster means exactly. In R:
    `clubSandwich::coef_test(lm(y ~ 1), vcov = "CR2", cluster = g)`.

    Example:
        >>> m = clustered_mean(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1]), n_clusters=2)
        >>> m.value, round(m.se, 6), round(m.df, 6)
        (2.5, 1.0, 1.0)

    Reference:
        Pustejovsky and Tipton (2018), Small-sample methods for cluster-robust variance estimation, JBES 36, 672-683.
    """
    n = len(values)
    value = float(values.mean())
    w = np.bincount(codes, minlength=n_clusters) / n
    s = np.bincount(codes, weights=values - value, minlength=n_clusters)
    se = math.sqrt(float((s**2 / (1 - w)).sum())) / n
    q = w**2 / (1 - w)
    df = 1 / float((w**2).sum() + q.sum() ** 2 - (q**2).sum())
    return ClusteredMean(value=value, se=se, df=df)


def skewed(residuals: Floats, codes: Integers, *, n_clusters: int) -> bool:
    """Whether there are fewer than 50 times the squared skewness of cluster sums of clusters, too few for t.

    Reference:
        Cochran (1977), Sampling Techniques, section 2.15 (with 25, for two-sided 5% errors of 6%).
    """
    s = np.bincount(codes, weights=residuals, minlength=n_clusters)
    spread = float(s.std())
    return spread > 0 and n_clusters < 50 * (float(((s - s.mean()) ** 3).mean()) / spread**3) ** 2
