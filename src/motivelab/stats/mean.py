"""The mean of a column whose rows come in families."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_sums
from motivelab.numerics.clustered_mean import clustered_mean, skewed
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.student_t import t_interval
from motivelab.numerics.studentized_bootstrap import studentized_means
from motivelab.schema.estimate import Estimate


def mean(values: ArrayLike, *, clusters: Clusters = None, level: float = 0.95, unit: str = "family") -> Estimate:
    """Mean over rows with an interval that treats clusters, not rows, as independent.

    Formula: value = sum y / n. With labels, the standard error is the cluster-robust CR2 of an intercept-only
    regression and the interval uses t with its Satterthwaite df; for clusters of equal size that is exactly the t
    interval on cluster means. With a `ClusterWeights` the interval is the studentised (bootstrap-t) one from its
    resamples and df is None: prefer it where scores are skewed or heaped and there are at least ten clusters.

    When to use: whenever a mean is printed. Rows of a family share what their family is like, so a row-wise interval
    is too short by sqrt(1 + (m - 1) rho).

    Args:
        values: (n,) numbers, NaN for missing.
        clusters: a label a row; or the `ClusterWeights` shared by a run; or None, where rows are independent.
        level: nominal coverage.
        unit: what a cluster is, for the record; with `clusters=None` it is `row`.

    Returns:
        Estimate `mean`; p tests a mean of 0. Flags: `missing` (NaN left out), `few_clusters` (below 10), `skewed`
        (fewer than 50 skewness^2 clusters: t intervals then covered 92%; hand in `ClusterWeights`), `no_variance` (all
        cluster means agree: interval of width 0 would lie, so low, high and p are None).

    Raises:
        DegenerateDataError: fewer than two clusters with a value.

    Example:
        >>> print(mean([70, 72, 80, 82, 60, 64], clusters=["a", "a", "b", "b", "c", "c"]))
        mean 71.33 [47.72, 94.94]

    In R:
        `t.test(tapply(y, g, mean))` for equal sizes; else
        `clubSandwich::conf_int(lm(y ~ 1), vcov = "CR2", cluster = g)`.

    Reference:
        Pustejovsky and Tipton (2018), JBES 36, 672-683; Davison and Hinkley (1997), section 5.2.
    """
    y = column(values, name="values")
    grouping = clustering(clusters, y)
    y = y[grouping.keep]
    unit = "row" if clusters is None else unit
    m = clustered_mean(y, grouping.codes, n_clusters=grouping.n_clusters)
    scale = float(np.abs(y).max())
    low: float | None
    high: float | None
    p: float | None
    if m.se <= 1e-14 * max(scale, 1e-300):
        low = high = p = None
        method, df, flags = "mean; clusters do not differ", None, (*grouping.flags, "no_variance")
    elif grouping.weights is None:
        i = t_interval(m.value, se=m.se, df=m.df, level=level)
        low, high, p, df, flags = i.low, i.high, i.p, m.df, grouping.flags
        flags += ("skewed",) if skewed(y - m.value, grouping.codes, n_clusters=grouping.n_clusters) else ()
        method = "mean of rows, t" if clusters is None else "mean of rows, CR2 errors by cluster, Satterthwaite t"
    else:
        sums = cluster_sums(np.column_stack([y, np.ones(len(y))]), grouping.codes, n_clusters=grouping.n_clusters)
        b = studentized_means(sums[:, :1], sums[:, 1:], grouping.weights, level=level)
        low, high, p, df, flags = float(b.low[0]), float(b.high[0]), float(b.p[0]), None, grouping.flags
        if math.isnan(low):
            raise DegenerateDataError(
                f"{len(grouping.weights)} resamples of {grouping.n_clusters} clusters give too few defined errors; "
                "hand in cluster labels instead, for a t interval"
            )
        method = f"mean of rows, studentised cluster bootstrap ({len(grouping.weights)})"
    return Estimate(
        statistic="mean",
        value=m.value,
        low=low,
        high=high,
        level=level,
        n=len(y),
        unit=unit,
        n_units=grouping.n_clusters,
        method=method,
        se=m.se,
        df=df,
        p=p,
        flags=flags,
    )
