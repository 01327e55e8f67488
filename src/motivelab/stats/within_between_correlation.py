"""One correlation taken apart: among rows of a family, and among families."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.correlation_interval import CorrelationInterval, clustered_correlation
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinBetweenCorrelation:
    """Three readings of one pair of columns.

    Attributes:
        total: correlation of the rows as they stand.
        within: pooled correlation of deviations from cluster means; value NaN and flag `no_within` where clusters have
            no spread inside.
        between: correlation of cluster means, each weighted by its rows; value NaN and flag `no_between` where cluster
            means do not differ.
        share_x: share of the sum of squares of x that lies between clusters (eta squared).
        share_y: the same for y.
    """

    total: Estimate
    within: Estimate
    between: Estimate
    share_x: float
    share_y: float


def within_between_correlation(
    x: ArrayLike, y: ArrayLike, *, clusters: Clusters, level: float = 0.95, unit: str = "family"
) -> WithinBetweenCorrelation:
    """Total, within-cluster and between-cluster correlation.

    Formula: total r = r_within sqrt((1 - eta2_x)(1 - eta2_y)) + r_between sqrt(eta2_x eta2_y). All three have intervals
    on Fisher's z with a jackknife over clusters, t with the error's own df, G - 1 at most, reaching further on the side
    of the tail. The between correlation is that of observed means: with few rows a cluster it is blurred by what
    happens within.

    When to use: does report follow performance because some families are refused altogether (between), or also among
    near-variants of one task (within)?

    Args:
        x: (n,) NaN for missing.
        y: (n,).
        clusters: labels or `ClusterWeights` (its codes); rows without clusters have no within.
        level: nominal coverage.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: clusters is None, fewer than three clusters, or a column without variance.

    Example:
        >>> w = within_between_correlation([1, 2, 3, 5, 6, 8], [2, 1, 5, 4, 9, 7], clusters=[1, 1, 2, 2, 3, 3])
        >>> print(round(w.total.value, 3), round(w.within.value, 3), round(w.between.value, 3))
        0.814 -0.953 1.0

    In R:
        `psych::statsBy(d, "g")$rwg`, `$rbg` (which weights means by their rows).

    Reference:
        Pedhazur (1997), Multiple Regression in Behavioral Research, chapter 16.
    """
    if clusters is None:
        raise DegenerateDataError("clusters is None; within and between need a cluster label a row")
    a, b = column(x, name="x"), column(y, name="y")
    g = clustering(clusters, a, b, at_least=3)
    a, b = a[g.keep], b[g.keep]
    size = np.bincount(g.codes).astype(np.float64)
    mean_a, mean_b = np.bincount(g.codes, weights=a) / size, np.bincount(g.codes, weights=b) / size
    inside_a, inside_b = a - mean_a[g.codes], b - mean_b[g.codes]

    def record(name: str, i: CorrelationInterval, *, n: int) -> Estimate:
        shown = i.se > 0
        return Estimate(
            statistic=name,
            value=i.value,
            low=i.low if shown else None,
            high=i.high if shown else None,
            level=level,
            n=n,
            unit=unit,
            n_units=g.n_clusters,
            method=i.method,
            se=i.se,
            df=i.df,
            p=i.p,
            flags=(
                *g.flags_below(enough_clusters.JACKKNIFE),
                *(() if shown else ("boundary",)),
                *(("heavy_tails",) if i.heavy_tails else ()),
            ),
        )

    correlate = partial(clustered_correlation, n_clusters=g.n_clusters, level=level)
    total = record("r_total", correlate(a, b, g.codes), n=len(a))
    each = np.arange(g.n_clusters)
    total_a, total_b = float(((a - a.mean()) ** 2).sum()), float(((b - b.mean()) ** 2).sum())
    left_a, left_b = float((inside_a**2).sum()), float((inside_b**2).sum())

    def nothing(name: str, method: str, flag: str, *, n: int) -> Estimate:
        flags = (*g.flags_below(enough_clusters.JACKKNIFE), flag)
        return Estimate(
            statistic=name,
            value=math.nan,
            level=level,
            n=n,
            unit=unit,
            n_units=g.n_clusters,
            method=method,
            flags=flags,
        )

    if total_a - left_a <= 1e-20 * total_a or total_b - left_b <= 1e-20 * total_b:
        between = nothing("r_between", "cluster means do not differ", "no_between", n=g.n_clusters)
    else:
        between = record("r_between", correlate(mean_a, mean_b, each, row_weights=size), n=g.n_clusters)
    if left_a <= 1e-20 * total_a or left_b <= 1e-20 * total_b:
        within = nothing("r_within", "no spread inside clusters", "no_within", n=len(a))
    else:
        within = record("r_within", correlate(inside_a, inside_b, g.codes), n=len(a))
    return WithinBetweenCorrelation(
        total=total, within=within, between=between, share_x=1 - left_a / total_a, share_y=1 - left_b / total_b
    )
