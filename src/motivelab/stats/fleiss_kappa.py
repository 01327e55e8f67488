"""Fleiss' kappa: do several judges put things into the same categories, beyond chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import cluster_sums
from motivelab.numerics.clustering import Clusters, clustering
from motivelab.numerics.coincidences import coded_ratings
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]

# With fewer units in disagreement than this, one more or less moves the interval's end: it was measured to cover 87%.
FEW_DISAGREEMENTS = 10


def fleiss_kappa(
    ratings: Sequence[Sequence[Any]] | NDArray[Any],
    *,
    categories: Sequence[Any] | None = None,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Fleiss' kappa of m judges on nominal categories.

    Formula: kappa = (P - Pe)/(1 - Pe), P the mean share of agreeing pairs of judges within a unit, Pe = sum p_j^2 with
    p_j the share of all ratings in category j. The interval is the jackknife of log(1 - kappa) over units, or over
    clusters, t: Fleiss' own error holds only where there is no agreement at all; it serves for p alone.

    When to use: categories without order, as many ratings for every unit, judges that may differ from unit to unit.
    With order or missing ratings use `krippendorff_alpha`.

    Args:
        ratings: (n_units, n_judges) of categories; None or NaN for missing (the unit is left out, as in irr).
        categories: the possible categories; None takes those that occur.
        clusters: a label a unit, or the shared `ClusterWeights`; None where units are independent.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimate `fleiss_kappa`; p is two-sided against chance agreement (None with clusters). Flags: `missing`,
        `few_clusters`, `heavy_tails`, `few_disagreements` (fewer than 10 units), `perfect` (1, no interval),
        `negative`, `no_interval` (no unit makes a difference, or the interval rests on one alone).

    Raises:
        DegenerateDataError: fewer than 2 judges or complete units, or one category only.

    Example:
        >>> e = fleiss_kappa([["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"], ["b", "a", "b"], ["b", "b", "b"]])
        >>> round(e.value, 4), round(e.p, 4)
        (0.4444, 0.0852)

    In R:
        `irr::kappam.fleiss(x)`.

    Reference:
        Fleiss (1971), Psychological Bulletin 76, 378-382; Fleiss, Nee and Landis (1979), ibid. 86, 974-977.
    """
    coded = coded_ratings(ratings, categories=categories)
    judges = coded.codes.shape[1]
    complete = (coded.codes >= 0).all(axis=1)
    if judges < 2 or complete.sum() < 2:
        raise DegenerateDataError(
            f"{judges} judges and {int(complete.sum())} units rated by all of them; kappa needs at least 2 of both"
        )
    grouping = clustering(clusters, np.where(complete, 0.0, math.nan))
    counts = coded.counts[grouping.keep]
    if (counts.sum(axis=0) > 0).sum() < 2:
        raise DegenerateDataError("all ratings are one category; agreement cannot be told from having no choice")
    n = len(counts)
    agreeing = ((counts**2).sum(axis=1) - judges) / (judges * (judges - 1))
    sums = cluster_sums(np.column_stack([agreeing, np.ones(n), counts]), grouping.codes, n_clusters=grouping.n_clusters)
    value = float(_kappas(sums.sum(axis=0, keepdims=True))[0])

    share = counts.sum(axis=0) / counts.sum()
    pq = float((share * (1 - share)).sum())
    skew = float((share * (1 - share) * (1 - 2 * share)).sum())
    null = math.sqrt(max(0.0, 2 * (pq**2 - skew) / (pq**2 * n * judges * (judges - 1))))
    flags = [] if complete.all() else ["missing"]
    flags += ["few_clusters"] if grouping.n_clusters < enough_clusters.JACKKNIFE else []
    flags += ["few_disagreements"] if (agreeing < 1).sum() < FEW_DISAGREEMENTS else []
    flags += ["negative"] if value < 0 else []
    low = high = se = df = None
    if value >= 1 - 1e-12:
        flags.append("perfect")
    else:
        gap = 1 - _kappas(sums.sum(axis=0) - sums)
        logs = np.log(gap, out=np.full_like(gap, math.nan), where=gap > 0)
        found = jackknife_interval(logs, estimate=math.log(1 - value), level=level)
        if found is not None and found.n_undefined == 0:
            low, high = max(-1 / (judges - 1), 1 - math.exp(found.high)), 1 - math.exp(found.low)
            se, df = (1 - value) * found.se, found.df
            flags += ["heavy_tails"] if found.heavy_tails else []
        else:
            flags.append("no_interval")
    return Estimate(
        statistic="fleiss_kappa",
        value=value,
        low=low,
        high=high,
        level=level,
        n=n,
        unit="row" if clusters is None else unit,
        n_units=None if clusters is None else grouping.n_clusters,
        method="jackknife over units" if clusters is None else f"jackknife over {unit}",
        se=se,
        df=df,
        p=float(2 * stats.norm.sf(abs(value) / null)) if clusters is None and null > 0 else None,
        flags=tuple(flags),
    )


def _kappas(sums: Floats) -> Floats:
    """Kappa from sums of agreeing shares, units and category counts; NaN without variation."""
    observed = sums[:, 0] / sums[:, 1]
    share = sums[:, 2:] / sums[:, 2:].sum(axis=1, keepdims=True)
    chance = (share**2).sum(axis=1)
    kappas: Floats = np.divide(
        observed - chance, 1 - chance, out=np.full(len(sums), math.nan), where=chance < 1 - 1e-12
    )
    return kappas
