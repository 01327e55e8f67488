"""Profiles of respondents over categories: where each lies above or below its own mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.shifting.score_cube import score_cube
from motivelab.errors import DegenerateDataError
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation
from motivelab.stats.mean import mean
from motivelab.stats.pooled_mean import PooledSpread, pooled_mean, pooled_spread

Floats: TypeAlias = NDArray[np.float64]
ENOUGH_FAMILIES = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class Profiles:
    """Reports of the same tasks by several respondents.

    Attributes:
        respondents: along the first axis.
        categories: sorted; home category of the tasks.
        category_codes: (n_tasks,) category of each task.
        family_codes: (n_tasks,) family of each task.
        values: (respondents, tasks) mean reports, NaN where there is none.
    """

    respondents: tuple[str, ...]
    categories: tuple[str, ...]
    category_codes: NDArray[np.int64]
    family_codes: NDArray[np.int64]
    values: Floats

    def known(self, values: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Values that are known, with their families and categories."""
        there = np.isfinite(values)
        return values[there], self.family_codes[there], self.category_codes[there]


def profiles(pre: pl.DataFrame) -> Profiles:
    """Lay out mean reports under one condition.

    Args:
        pre: `respondent, condition, construct, task, family, category, score`.
    """
    cube = score_cube(pre)
    home = dict(pre.select("task", "category").sort("task", "category").iter_rows())
    of_task = np.array([home[t] for t in cube.tasks], dtype=str)
    categories, codes = np.unique(of_task, return_inverse=True)
    return Profiles(
        respondents=cube.respondents,
        categories=tuple(str(c) for c in categories),
        category_codes=codes.astype(np.int64),
        family_codes=cube.family_codes,
        values=cube.values[:, 0, :],
    )


def profile_point(found: Profiles, values: Floats, category: str) -> Estimate:
    """How far a category lies above the mean of all tasks.

    Formula: (1 - w) (mean inside - mean outside), w the share of tasks inside; Welch's t on the cluster-robust errors
    of both means. Where a category holds fewer than five families, the spread of families is pooled over categories.

    Args:
        found: which task belongs where.
        values: (n_tasks,) reports, or differences of two respondents' reports, NaN for missing.
        category: which.

    Raises:
        DegenerateDataError: too few families inside or outside.
    """
    y, families, categories = found.known(values)
    inside = categories == found.categories.index(category)
    if not inside.any() or inside.all():
        raise DegenerateDataError(f"{int(inside.sum())} of {len(y)} tasks are of this category; there is no other")
    own = _mean(y[inside], families[inside], spread=_spread(y, families, categories))
    rest = mean(y[~inside], clusters=families[~inside])
    share = float(inside.mean())
    value = (1 - share) * (own.value - rest.value)
    squares = [((1 - share) * (e.se or 0.0)) ** 2 for e in (own, rest)]
    se = math.sqrt(sum(squares))
    flat = se <= 1e-12 * max(1.0, float(np.abs(y).max()))
    df = math.inf if flat else se**4 / sum(s**2 / (e.df or 1.0) for s, e in zip(squares, (own, rest), strict=True))
    i = None if flat else t_interval(value, se=se, df=df)
    n_families = len(np.unique(families[inside]))
    return Estimate(
        statistic="mean_difference",
        value=value,
        low=i.low if i else None,
        high=i.high if i else None,
        n=int(inside.sum()),
        unit="family",
        n_units=n_families,
        method="category against all tasks, cluster-robust errors, Welch t",
        se=None if flat else se,
        df=None if flat else df,
        p=i.p if i else None,
        flags=tuple(f for f in own.flags if f != "missing") + (("no_variance",) if flat else ()),
    )


def profile_correlation(found: Profiles, a: int, b: int) -> Estimate:
    """Pearson's correlation of two respondents' category means, each category counting once.

    Categories are what is independent (Fisher's z): resampled families took the noise of two flat profiles for a
    correlation in a quarter of simulated nulls, where this interval errs in one of twenty.

    Args:
        found: their reports.
        a: place of the one respondent.
        b: place of the other.

    Raises:
        DegenerateDataError: fewer than four categories that both reported on, or profiles that are flat.
    """
    means = [_category_means(found, found.values[r]) for r in (a, b)]
    both = np.isfinite(means[0]) & np.isfinite(means[1])
    if both.sum() < 4:
        raise DegenerateDataError(f"{int(both.sum())} categories were reported on by both; at least 4 are needed")
    estimate = correlation(means[0][both], means[1][both])
    return replace(estimate, unit="category", method=f"correlation over categories, {estimate.method}")


def _category_means(found: Profiles, values: Floats) -> Floats:
    """(n_categories,) means, NaN where there is none."""
    y, _, categories = found.known(values)
    count = np.bincount(categories, minlength=len(found.categories))
    total = np.bincount(categories, weights=y, minlength=len(found.categories))
    return np.asarray(np.divide(total, count, out=np.full(total.shape, math.nan), where=count > 0))


def _spread(y: Floats, families: NDArray[np.int64], categories: NDArray[np.int64]) -> PooledSpread | None:
    try:
        return pooled_spread(y, clusters=families, groups=categories)
    except DegenerateDataError:
        return None  # a category then stands on its own families


def _mean(y: Floats, families: NDArray[np.int64], *, spread: PooledSpread | None) -> Estimate:
    if spread is not None and len(np.unique(families)) < ENOUGH_FAMILIES:
        return pooled_mean(y, clusters=families, spread=spread)
    return mean(y, clusters=families)
