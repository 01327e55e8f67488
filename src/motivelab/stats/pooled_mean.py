"""The mean of a group that holds few families, judged by the spread between families of all groups together."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import ClusterWeights
from motivelab.numerics.clustering import clustering, column, label_codes
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Labels: TypeAlias = Sequence[Hashable] | NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledSpread:
    """How far family means lie from the mean of their group.

    Attributes:
        variance: of a family mean, pooled over groups.
        df: families less groups.
        groups: how many.
    """

    variance: float
    df: int
    groups: int


def pooled_spread(values: ArrayLike, *, clusters: Labels | ClusterWeights, groups: Labels) -> PooledSpread:
    """The pooled variance of family means within groups.

    Edge conventions: a family with rows in two groups counts as one family in each.

    Args:
        values: (n,) scores, NaN for missing.
        clusters: (n,) family of each row.
        groups: (n,) group of each row.

    Raises:
        DegenerateDataError: no group holds two families, family means do not differ within groups, or columns differ
            in length.

    Example:
        >>> spread = pooled_spread([1.0, 3.0, 10.0, 14.0], clusters=["a", "b", "c", "d"], groups=["x", "x", "y", "y"])
        >>> spread.variance, spread.df
        (5.0, 2)
    """
    y = column(values, name="values")
    clusters = clusters.codes if isinstance(clusters, ClusterWeights) else clusters
    if not len(y) == len(clusters) == len(groups):
        lengths = [len(y), len(clusters), len(groups)]
        raise DegenerateDataError(f"values, clusters and groups have lengths {lengths!r}; they must be equal")
    home, _ = label_codes(groups, name="groups")
    family, _ = label_codes(clusters, name="clusters")
    keep = np.isfinite(y)
    y, home, family = y[keep], home[keep], family[keep]
    cells, row_cell = np.unique(np.column_stack([home, family]), axis=0, return_inverse=True)
    row_cell = row_cell.ravel()
    names, of_group = np.unique(cells[:, 0], return_inverse=True)
    df = len(cells) - len(names)
    if df < 1:
        raise DegenerateDataError(f"{len(cells)} families in {len(names)} groups; no group holds two to compare")
    means = np.bincount(row_cell, weights=y) / np.bincount(row_cell)
    centre = np.bincount(of_group, weights=means) / np.bincount(of_group)
    variance = float(((means - centre[of_group]) ** 2).sum()) / df
    if variance <= 1e-20 * max(1e-300, float(np.abs(y).max())) ** 2:
        raise DegenerateDataError("families of a group do not differ; there is no spread to judge a mean by")
    return PooledSpread(variance=variance, df=df, groups=len(names))


def pooled_mean(
    values: ArrayLike,
    *,
    clusters: Labels | ClusterWeights,
    spread: PooledSpread,
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Mean of one group, its error from the pooled spread of family means.

    Formula: se^2 = variance * sum of the squared shares of rows that each family holds; t with the pooled df. For
    families of equal size in groups of equal size that is the interval of a cell mean in a one-way analysis of variance
    of family means.

    When to use: groups of fewer than five families, whose own spread is hardly known (with two families, a t interval
    with one degree of freedom is 13 errors wide). It takes groups to be alike in how far their families spread.

    Edge conventions: a group of a single family has an interval too.

    Args:
        values: (n,) scores of the group, NaN for missing.
        clusters: (n,) family of each row.
        spread: of `pooled_spread`, over all groups.
        level: nominal coverage.
        unit: what a cluster is, for the record.

    Returns:
        Estimate `mean`. Flags: `pooled_spread`, and `missing` where rows were left out.

    Raises:
        DegenerateDataError: no row has a value, or lengths differ.

    Example:
        >>> spread = PooledSpread(variance=4.0, df=30, groups=15)
        >>> print(pooled_mean([60.0, 64.0], clusters=["a", "b"], spread=spread))
        mean 62 [59.11, 64.89]

    In R:
        `predict(lm(m ~ group), newdata, interval = "confidence")` on family means m, for families of equal size.

    Reference:
        Kutner, Nachtsheim, Neter and Li (2005), Applied linear statistical models, chapter 17.
    """
    y = column(values, name="values")
    grouping = clustering(clusters, y, at_least=1)
    y = y[grouping.keep]
    shares = np.bincount(grouping.codes) / len(y)
    se = math.sqrt(spread.variance * float((shares**2).sum()))
    value = float(y.mean())
    i = t_interval(value, se=se, df=float(spread.df), level=level)
    return Estimate(
        statistic="mean",
        value=value,
        low=i.low,
        high=i.high,
        level=level,
        n=len(y),
        unit=unit,
        n_units=grouping.n_clusters,
        method=f"mean of rows, spread of families pooled over {spread.groups} groups, t",
        se=se,
        df=float(spread.df),
        flags=(*(f for f in grouping.flags if f == "missing"), "pooled_spread"),
    )
