"""Means of groups of families, the spread between families taken from all groups where a group holds only a few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustering import label_codes
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats = NDArray[np.float64]


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


def pooled_spread(values: Floats, families: list[str], groups: list[str]) -> PooledSpread:
    """The pooled variance of family means within groups.

    Args:
        values: (n,) scores.
        families: (n,) family of each; a family lies in one group.
        groups: (n,) group of each.

    Raises:
        DegenerateDataError: no group holds two families, or family means do not differ within groups.

    Example:
        >>> spread = pooled_spread(np.array([1.0, 3.0, 10.0, 14.0]), ["a", "b", "c", "d"], ["x", "x", "y", "y"])
        >>> spread.variance, spread.df
        (5.0, 2)
    """
    codes, names = label_codes(families, name="families")
    means = np.bincount(codes, weights=values) / np.bincount(codes)
    home = dict(zip(families, groups, strict=True))
    of_group, labels = label_codes([home[name] for name in names], name="groups")
    centre = np.bincount(of_group, weights=means) / np.bincount(of_group)
    df = len(names) - len(labels)
    if df < 1:
        raise DegenerateDataError(f"{len(names)} families in {len(labels)} groups; no group holds two to compare")
    variance = float(((means - centre[of_group]) ** 2).sum()) / df
    if variance <= 1e-20 * max(1.0, float(np.abs(values).max())) ** 2:
        raise DegenerateDataError("families of a group do not differ; there is no spread to judge a mean by")
    return PooledSpread(variance=variance, df=df, groups=len(labels))


def pooled_mean(values: Floats, families: list[str], *, spread: PooledSpread, level: float = 0.95) -> Estimate:
    """Mean of one group, its error from the pooled spread of family means.

    Formula: se^2 = variance * sum of the squared shares of rows that each family holds; t with the pooled df.

    When to use: groups of fewer than five families, whose own spread is hardly known (with two families, a t interval
    with one degree of freedom is 13 errors wide). It takes groups to be alike in how far their families spread.

    Example:
        >>> spread = PooledSpread(variance=4.0, df=30, groups=15)
        >>> print(pooled_mean(np.array([60.0, 64.0]), ["a", "b"], spread=spread))
        mean 62 [59.11, 64.89]
    """
    codes, names = label_codes(families, name="families")
    shares = np.bincount(codes) / len(codes)
    se = float(np.sqrt(spread.variance * (shares**2).sum()))
    value = float(values.mean())
    i = t_interval(value, se=se, df=float(spread.df), level=level)
    return Estimate(
        statistic="mean",
        value=value,
        low=i.low,
        high=i.high,
        level=level,
        n=len(values),
        unit="family",
        n_units=len(names),
        method=f"mean of rows, spread of families pooled over {spread.groups} groups, t",
        se=se,
        df=float(spread.df),
        flags=("pooled_spread",),
    )
