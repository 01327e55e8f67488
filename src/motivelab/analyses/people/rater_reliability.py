"""How far mean ratings of people can be trusted, and the ceiling that sets for any correlation with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.schema.estimate import Estimate
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.spearman_brown import spearman_brown


def rater_reliability(ratings: pl.DataFrame, *, families: Mapping[str, str]) -> Estimate:
    """Reliability of a task's mean rating over its raters.

    Where every rater rated every task, being strict or lenient moves no task against another: ICC(C,1). Where tasks had
    different raters it does, and raters are taken as they came: ICC(1). Both are lengthened to the harmonic mean of the
    raters a task had (Spearman and Brown).

    Args:
        ratings: `task, rater, rating` of one target.
        families: by task its family; tasks of a family are not independent.

    Raises:
        DegenerateDataError: too few tasks, or no task with two raters.
    """
    sorted_rows = ratings.sort("task", "rater")
    raters = sorted_rows.group_by("task", maintain_order=True).len()
    counts = raters["len"].to_numpy()
    if not len(counts) or counts.max() < 2:
        raise DegenerateDataError("no task was rated by two people")
    everyone = sorted_rows["rater"].n_unique()
    crossed = bool((counts == everyone).all())
    if crossed:
        matrix = sorted_rows["rating"].to_numpy().reshape(len(counts), everyone)
    else:
        matrix = _ragged(sorted_rows["rating"].to_numpy(), counts)
    whole = bool(np.isfinite(matrix).all())
    clusters = [families.get(task, task) for task in raters["task"]] if whole else None
    icc = intraclass_correlation(matrix, clusters=clusters)
    single = icc.icc3 if crossed else icc.icc1
    mean_raters = len(counts) / float((1 / counts).sum())
    found = spearman_brown(single, factor=mean_raters)
    form = "ICC(C,1), every rater rated every task" if crossed else "ICC(1), tasks had different raters"
    method = f"{form}; Spearman-Brown to {mean_raters:.3g} raters a task; {single.method}"
    return replace(found, statistic="reliability", method=method, p=None)


def ceiling(reliability: Estimate) -> Estimate:
    """The largest correlation that anything could show with such mean ratings: the root of their reliability.

    Raises:
        DegenerateDataError: the reliability is not above 0.

    Example:
        >>> r = Estimate(statistic="reliability", value=0.81, low=0.64, high=0.9, n=60, unit="family", method="icc")
        >>> print(ceiling(r))
        ceiling 0.9 [0.8, 0.9487]
    """
    if not reliability.value > 0:
        raise DegenerateDataError(f"the reliability is {reliability.value:.3g}; nothing can be known of a ceiling")

    def root(end: float | None) -> float | None:
        return None if end is None else math.sqrt(max(end, 0.0))

    return replace(
        reliability,
        statistic="ceiling",
        value=math.sqrt(reliability.value),
        low=root(reliability.low),
        high=root(reliability.high),
        se=None,
        method=f"root of the reliability; {reliability.method}",
    )


def _ragged(ratings: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Ratings as rows of different lengths, filled up with NaN; which column a rating stands in means nothing."""
    matrix = np.full((len(counts), int(counts.max())), np.nan)
    matrix[np.arange(matrix.shape[1]) < counts[:, None]] = ratings
    return matrix
