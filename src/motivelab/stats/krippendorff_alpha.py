"""Krippendorff's alpha: agreement of any number of judges, on any scale, with missing ratings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import delete_groups, jackknife_interval
from motivelab.numerics.cluster_resampling import bca_interval, cluster_weights
from motivelab.numerics.clustering import Clustering, Clusters, clustering, require_squarable
from motivelab.numerics.coincidences import Metric, coded_ratings, squared_distances
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]

METRICS = ("nominal", "ordinal", "interval", "ratio")
# Below this many units (or clusters) an interval was measured to cover less than 93% (docs/coverage).
FEW_CLUSTERS = {"jackknife": enough_clusters.JACKKNIFE, "bootstrap": enough_clusters.ROUGH}
# Below this many independent units the jackknife was measured to cover 92%.
FEW_ROWS = 75
# With fewer units in disagreement than this, one more or less moves the interval's end: it was measured to cover 87%.
FEW_DISAGREEMENTS = 10


def krippendorff_alpha(
    ratings: Sequence[Sequence[Any]] | NDArray[Any],
    *,
    metric: Metric,
    categories: Sequence[Any] | None = None,
    clusters: Clusters = None,
    interval: Literal["jackknife", "bootstrap"] = "jackknife",
    n_resamples: int = 2000,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Krippendorff's alpha with an interval over units, or over clusters of units.

    Formula: alpha = 1 - D_o / D_e = 1 - (n - 1) sum o_ck d_ck^2 / sum n_c n_k d_ck^2, with o the coincidence matrix of
    the n pairable values. `jackknife`: t interval of log(1 - alpha) over the units left out in turn (in at most 200
    groups).
    `bootstrap`: units drawn with replacement, BCa; ordinal distances follow each resample's own margins.

    When to use: agreement of judges who replace each other (a panel of models, raters of free text). 1 is perfect, 0
    is chance; below .667 conclusions are shaky. `ratio` and `interval` for scores, `ordinal` for ratings 1 to 7.

    Args:
        ratings: (n_units, n_judges), a row a thing judged; None or NaN for missing. (R's irr wants judges in rows.)
        metric: distance of two ratings. `ratio` needs numbers of one sign.
        categories: ordinal or nominal categories in their order; None sorts those that occur.
        clusters: a label a unit, or the shared `ClusterWeights`, whose resamples `bootstrap` then uses; None where
            units are
            independent.
        interval: see above.
        n_resamples: for `bootstrap` without shared weights.
        rng: for `bootstrap` without shared weights.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimate `krippendorff_alpha`, n the pairable units. Flags: `missing`, `unpaired` (units with one rating left
        out), `few_rows` (below 75 units), `heavy_tails`, `few_clusters` (below 40; below 100 for `bootstrap`, whose
        interval covers less than it says with fewer units), `few_disagreements` (fewer than 10 units), `perfect` (no
        disagreement: 1, no interval), `negative` (worse than chance), `no_interval` (no unit makes a difference, or the
            interval rests on one alone).

    Raises:
        DegenerateDataError: fewer than 2 pairable units, all ratings equal (agreement cannot be told from no choice),
            ratio with signs mixed, `bootstrap` without weights and without rng.

    Example:
        >>> x = [[1, 1, None], [2, 2, 3], [3, 3, 3], [1, 2, 1], [4, 4, 4], [2, 2, None]]
        >>> round(krippendorff_alpha(x, metric="ordinal").value, 4)
        0.8806

    In R:
        `irr::kripp.alpha(t(x), method = metric)`.

    Reference:
        Krippendorff (2019), Content Analysis, 4th edition, chapter 12; Hayes and Krippendorff (2007), Communication
        Methods and Measures 1, 77-89.
    """
    if metric not in METRICS:
        raise DegenerateDataError(f"metric is {metric!r}; {choices(metric, METRICS)}")
    if interval not in FEW_CLUSTERS:
        raise DegenerateDataError(f"interval is {interval!r}; {choices(interval, FEW_CLUSTERS)}")
    coded = coded_ratings(ratings, categories=categories, numeric=metric in ("interval", "ratio"))
    counts = coded.counts
    pairable = counts.sum(axis=1) >= 2
    values = np.arange(len(coded.values), dtype=np.float64)
    if metric in ("interval", "ratio"):
        values = np.array(coded.values, dtype=np.float64)
        require_squarable(values, name="ratings")
    if metric == "ratio" and len(values) and values[0] < 0 < values[-1]:
        raise DegenerateDataError(
            f"ratio distances need numbers of one sign; ratings run from {values[0]} to {values[-1]}"
        )
    if pairable.sum() < 2:
        raise DegenerateDataError(f"{int(pairable.sum())} units have two ratings; alpha needs at least 2 such units")
    grouping = clustering(clusters, np.where(pairable, 0.0, math.nan))
    counts = counts[grouping.keep]
    used = counts.sum(axis=0) > 0
    if used.sum() < 2:
        raise DegenerateDataError("all paired ratings are equal; agreement cannot be told from having no choice")
    counts, values = counts[:, used], values[used]
    value = float(_alphas(counts, values, metric, np.ones((1, len(counts))))[0])

    flags = ["missing"] if (coded.codes < 0).any() else []
    flags += ["unpaired"] if not pairable.all() else []
    flags += ["few_clusters"] if grouping.n_clusters < FEW_CLUSTERS[interval] else []
    flags += ["few_rows"] if clusters is None and len(counts) < FEW_ROWS else []
    flags += ["few_disagreements"] if ((counts > 0).sum(axis=1) > 1).sum() < FEW_DISAGREEMENTS else []
    flags += ["negative"] if value < 0 else []
    # Pairs within units differ at most as all pairs do, so that alpha of many units is never below this.
    lowest = -math.inf if metric == "ratio" else min(value, -1 / (float(counts.sum(axis=1).min()) - 1))
    low = high = se = df = None
    if value >= 1 - 1e-12:
        flags.append("perfect")
    elif interval == "jackknife":
        block = delete_groups(grouping.codes, n_clusters=grouping.n_clusters, at_most=200)
        gap = 1 - _alphas(counts, values, metric, (block != np.arange(block.max() + 1)[:, None]).astype(np.float64))
        logs = np.log(gap, out=np.full_like(gap, math.nan), where=gap > 0)
        found = jackknife_interval(logs, estimate=math.log(1 - value), level=level)
        if found is not None and found.n_undefined == 0:
            low, high = max(lowest, 1 - math.exp(found.high)), 1 - math.exp(found.low)
            se, df = (1 - value) * found.se, found.df
            flags += ["heavy_tails"] if found.heavy_tails else []
        else:
            flags.append("no_interval")
    else:
        low, high, se = _bootstrap(counts, values, metric, grouping, value, n_resamples, rng, level)
        if high - low <= 1e-13:
            low = high = se = None
            flags.append("no_interval")
    return Estimate(
        statistic="krippendorff_alpha",
        value=value,
        low=low,
        high=high,
        level=level,
        n=len(counts),
        unit="row" if clusters is None else unit,
        n_units=None if clusters is None else grouping.n_clusters,
        method=f"{metric}, {interval}",
        se=se,
        df=df,
        flags=tuple(flags),
    )


def _alphas(counts: Floats, values: Floats, metric: Metric, weights: Floats) -> Floats:
    """Alpha in every resample (row of weights over units); NaN where a resample holds no variation."""
    m = counts.sum(axis=1)
    totals = weights @ counts
    n = totals.sum(axis=1)
    if metric == "ordinal":
        # Distances follow the margins: a squared difference of mid-ranks, so that both sums are moments of the ranks.
        rank = np.cumsum(totals, axis=1) - totals / 2
        rank = rank - ((totals * rank).sum(axis=1) / n)[:, None]
        first, second = counts @ rank.T, counts @ (rank**2).T
        per_unit = (m[:, None] * second - first**2) / (m - 1)[:, None]
        observed = 2 * (weights * per_unit.T).sum(axis=1)
        expected = 2 * n * (totals * rank**2).sum(axis=1)
    elif metric == "interval":
        x = values - values.mean()
        per_unit = 2 * (m * (counts @ x**2) - (counts @ x) ** 2) / (m - 1)
        observed = weights @ per_unit
        expected = 2 * (n * (totals @ x**2) - (totals @ x) ** 2)
    elif metric == "nominal":
        observed = weights @ ((m**2 - (counts**2).sum(axis=1)) / (m - 1))
        expected = n**2 - (totals**2).sum(axis=1)
    else:
        distance = squared_distances(values, totals[0], metric=metric)
        per_unit = np.einsum("uc,ck,uk->u", counts, distance, counts, optimize=True) / (m - 1)
        observed = weights @ per_unit
        expected = ((totals @ distance) * totals).sum(axis=1)
    ratio = np.divide((n - 1) * observed, expected, out=np.full(len(n), math.nan), where=expected > 1e-300)
    return np.asarray(1 - ratio, dtype=np.float64)


def _bootstrap(
    counts: Floats,
    values: Floats,
    metric: Metric,
    grouping: Clustering,
    value: float,
    n_resamples: int,
    rng: np.random.Generator | None,
    level: float,
) -> tuple[float, float, float]:
    weights = grouping.weights
    if weights is None:
        if rng is None:
            raise DegenerateDataError("interval='bootstrap' needs rng, or clusters as a ClusterWeights with resamples")
        drawn = cluster_weights(list(range(grouping.n_clusters)), n_resamples=n_resamples, rng=rng)
        weights = drawn.weights
    replicates = _alphas(counts, values, metric, weights[:, grouping.codes])
    left = _alphas(
        counts, values, metric, (grouping.codes != np.arange(grouping.n_clusters)[:, None]).astype(np.float64)
    )
    found = bca_interval(replicates, estimate=value, jackknife=left, level=level)
    return min(found.low, value), max(found.high, value), float(np.nanstd(replicates, ddof=1))
