"""How closely two columns go together, families kept whole."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.correlation_interval import clustered_correlation, independent_correlation
from motivelab.schema.estimate import Estimate

CorrelationKind: TypeAlias = Literal["pearson", "spearman"]


def correlation(
    x: ArrayLike,
    y: ArrayLike,
    *,
    clusters: Clusters = None,
    kind: CorrelationKind = "pearson",
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Pearson's r, or Spearman's on mid-ranks, with an interval that treats families as independent.

    Formula: r = cov(x, y) / (sd x sd y). Rows independent: Fisher's z interval, variance 1 / (n - 3), or (1 + r^2 / 2)
    / (n - 3) for ranks, and the t test with n - 2 df. With labels: jackknife over clusters on Fisher's z, t with the
    error's own df, G - 1 at most, reaching further on the side of the tail. Spearman is Pearson on mid-ranks, the ranks
    taken once and kept.

    When to use: report against performance, effort, another report.

    Args:
        x: (n,) NaN for missing; a row with either missing is left out.
        y: (n,).
        clusters: labels, `ClusterWeights` (its codes), or None for independent rows.
        kind: `pearson` or `spearman`.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimate `pearson_r` or `spearman_rho`. A perfect correlation has no interval in clusters (flag `boundary`);
        `heavy_tails` where a few families carry most of the error, `few_clusters` below 40.

    Raises:
        DegenerateDataError: a column without variance, or fewer than four rows or two clusters.

    Example:
        >>> print(correlation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5]))
        pearson_r 0.8286 [0.05193, 0.9807]

    In R:
        `cor.test(x, y)`; `cor.test(rank(x), rank(y))` for value and p of spearman, `tanh(atanh(r) + c(-1, 1) * 1.96 *
        sqrt((1 + r^2 / 2) / (n - 3)))` for its interval.

    Reference:
        Fisher (1921), Metron 1, 3-32; Bonett and Wright (2000), Psychometrika 65, 23-28; Tukey (1958),
        Annals of Mathematical Statistics 29, 614.
    """
    if kind not in ("pearson", "spearman"):
        raise DegenerateDataError(f"kind is {kind!r}; {choices(kind, ['pearson', 'spearman'])}")
    a, b = column(x, name="x"), column(y, name="y")
    g = clustering(clusters, a, b)
    a, b = a[g.keep], b[g.keep]
    if kind == "spearman":
        a, b = np.asarray(stats.rankdata(a), np.float64), np.asarray(stats.rankdata(b), np.float64)
    if clusters is None:
        i = independent_correlation(a, b, ranks=kind == "spearman", level=level)
    else:
        i = clustered_correlation(a, b, g.codes, n_clusters=g.n_clusters, level=level)
    perfect = i.se <= 0
    flags = [f for f in g.flags_below(enough_clusters.JACKKNIFE) if clusters is not None or f != "few_clusters"] + (
        ["boundary"] if perfect else []
    )
    flags += ["heavy_tails"] if i.heavy_tails else []
    return Estimate(
        statistic="pearson_r" if kind == "pearson" else "spearman_rho",
        value=i.value,
        low=None if perfect else i.low,
        high=None if perfect else i.high,
        level=level,
        n=len(a),
        unit="row" if clusters is None else unit,
        n_units=g.n_clusters,
        method=i.method,
        se=i.se,
        df=i.df,
        p=i.p,
        flags=tuple(flags),
    )
