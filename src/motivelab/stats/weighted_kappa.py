"""Cohen's kappa of two judges, plain or weighted by how far apart they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering
from motivelab.numerics.coincidences import coded_ratings
from motivelab.numerics.nominal_level import upper_tail
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
KappaWeights: TypeAlias = Literal["unweighted", "linear", "quadratic"]
KappaInterval: TypeAlias = Literal["asymptotic", "jackknife"]

# Below this many units an interval was measured to cover less than 93% (docs/coverage).
FEW_ROWS = {"unweighted": 50, "linear": 50, "quadratic": 150}
FEW_ROWS_JACKKNIFE = 30
# With fewer units in disagreement than this, one more or less moves the interval's end.
FEW_DISAGREEMENTS = 10


def weighted_kappa(
    first: Sequence[Any] | NDArray[Any],
    second: Sequence[Any] | NDArray[Any],
    *,
    weights: KappaWeights = "quadratic",
    categories: Sequence[Any] | None = None,
    clusters: Clusters = None,
    interval: KappaInterval = "asymptotic",
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Agreement of two judges beyond chance.

    Formula: kappa = (po - pe)/(1 - pe), po = sum w_ij p_ij, pe = sum w_ij p_i. p_.j; w_ij = 1 - |i-j|/(V-1) (linear),
    its square law (quadratic), or 1 for equal categories alone. Categories are equally spaced by their place, whatever
    their values. Without clusters: the asymptotic error of Fleiss, Cohen and Everitt, interval value +- z se cut at
    +-1; or, better for few units, the jackknife. With clusters: jackknife of log(1 - kappa) over clusters, t.

    When to use: two judges with the same scale, who are these very judges. Quadratic weights make it nearly an
    `intraclass_correlation` (icc2). For more judges, or missing ratings, `krippendorff_alpha`.

    Args:
        first: (n_units,) ratings of one judge; None or NaN for missing (the unit is left out).
        second: (n_units,) of the other.
        weights: see above.
        categories: the scale in its order; None takes the categories that occur, sorted, so that an unused one is
            skipped.
        clusters: a label a unit, or the shared `ClusterWeights`; None where units are independent.
        interval: for independent units; `jackknife` covers 95% from 50 units on whatever the weights.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimate `weighted_kappa` or `cohen_kappa`; p is two-sided against chance by the error under chance. Flags:
        `missing`, `few_clusters`, `few_rows` (the asymptotic interval below 50 units, 150 for quadratic weights; the
        jackknife below 30), `heavy_tails`,
        `few_disagreements` (fewer than 10 units), `perfect` (1, no interval), `negative`, `no_interval` (a judge used
        one category only, which makes kappa 0; or the interval rests on one unit alone).

    Raises:
        DegenerateDataError: fewer than 2 complete units, or both judges used one and the same category only.

    Example:
        >>> a, b = [1, 2, 3, 3, 2, 1, 4, 4, 2, 3], [1, 2, 3, 4, 2, 2, 4, 4, 1, 3]
        >>> e = weighted_kappa(a, b, weights="linear")
        >>> round(e.value, 4), round(e.se, 4)
        (0.75, 0.1201)

    In R:
        `psych::cohen.kappa(cbind(a, b))` for the values (quadratic; other similarity weights by `w =`) and the
        unweighted interval; `vcd::Kappa(table(a, b), weights = "Fleiss-Cohen")` for the weighted error, which psych
        2.2.9 gets wrong (it sums one margin over the wrong index); `irr::kappa2(x, "squared")` for the p.

    Reference:
        Cohen (1968), Psychological Bulletin 70, 213-220; Fleiss, Cohen and Everitt (1969), ibid. 72, 323-327.
    """
    if weights not in FEW_ROWS:
        raise DegenerateDataError(f"weights is {weights!r}; {choices(weights, list(FEW_ROWS))}")
    if interval not in ("asymptotic", "jackknife"):
        raise DegenerateDataError(f"interval is {interval!r}; {choices(interval, ['asymptotic', 'jackknife'])}")
    if len(first) != len(second):
        raise DegenerateDataError(f"first has {len(first)} ratings and second {len(second)}; they must be paired")
    coded = coded_ratings(list(zip(list(first), list(second), strict=True)), categories=categories)
    complete = (coded.codes >= 0).all(axis=1)
    if complete.sum() < 2:
        raise DegenerateDataError(f"{int(complete.sum())} units have both ratings; kappa needs at least 2")
    grouping = clustering(clusters, np.where(complete, 0.0, math.nan))
    pairs = coded.codes[grouping.keep]
    occurs = np.unique(pairs)
    v = len(coded.values)
    if categories is None and len(occurs) < v:  # categories seen only in incomplete units do not stretch the scale
        pairs, v = np.searchsorted(occurs, pairs), len(occurs)
    if v < 2 or len(occurs) < 2:
        raise DegenerateDataError("both judges used one category only; agreement cannot be told from having no choice")
    gap = np.abs(np.arange(v)[:, None] - np.arange(v)) / (v - 1)
    w = np.eye(v) if weights == "unweighted" else 1 - gap if weights == "linear" else 1 - gap**2
    n = len(pairs)
    cells = np.zeros((v, v))
    np.add.at(cells, (pairs[:, 0], pairs[:, 1]), 1.0)
    each = _margins(pairs, grouping.codes, w, n_clusters=grouping.n_clusters)
    total = each.sum(axis=0, keepdims=True)
    choiceless = min(len(np.unique(judge)) for judge in pairs.T) < 2
    value = 0.0 if choiceless else float(_kappa(total, w)[0])
    variance, null_variance = _variances(cells / n, w, n)

    flags = [] if complete.all() else ["missing"]
    flags += ["negative"] if value < 0 else []
    flags += ["few_disagreements"] if (pairs[:, 0] != pairs[:, 1]).sum() < FEW_DISAGREEMENTS else []
    p = None
    if null_variance > 0 and not choiceless:
        p = float(2 * stats.norm.sf(abs(value) / math.sqrt(null_variance)))
    low = high = se = df = None
    how = "asymptotic" if clusters is None and interval == "asymptotic" else "jackknife over "
    how += "" if how == "asymptotic" else "rows" if clusters is None else unit
    if value >= 1 - 1e-12:
        flags.append("perfect")
    elif choiceless:
        flags.append("no_interval")
    elif how == "asymptotic":
        flags += ["few_rows"] if n < FEW_ROWS[weights] else []
        se = math.sqrt(variance)
        reach = float(stats.norm.ppf(upper_tail(level))) * se
        low, high = max(-1.0, value - reach), min(1.0, value + reach)
    else:
        few = grouping.n_clusters < (FEW_ROWS_JACKKNIFE if clusters is None else enough_clusters.JACKKNIFE)
        flags += ["few_rows" if clusters is None else "few_clusters"] if few else []
        p = p if clusters is None else None
        distance = 1 - _kappa(total - each, w)
        logs = np.log(distance, out=np.full_like(distance, math.nan), where=distance > 0)
        found = jackknife_interval(logs, estimate=math.log(1 - value), level=level)
        if found is not None and found.n_undefined == 0:
            low, high = max(-1.0, 1 - math.exp(found.high)), 1 - math.exp(found.low)
            se, df = (1 - value) * found.se, found.df
            flags += ["heavy_tails"] if found.heavy_tails else []
        else:
            flags.append("no_interval")
    return Estimate(
        statistic="cohen_kappa" if weights == "unweighted" else "weighted_kappa",
        value=value,
        low=low,
        high=high,
        level=level,
        n=n,
        unit="row" if clusters is None else unit,
        n_units=None if clusters is None else grouping.n_clusters,
        method=f"{weights}, {how}",
        se=se,
        df=df,
        p=p,
        flags=tuple(flags),
    )


def _margins(pairs: NDArray[np.int64], codes: NDArray[np.int64], w: Floats, *, n_clusters: int) -> Floats:
    """(clusters, 1 + 2 V) weighted agreement, and how often each judge gave each category."""
    v = len(w)
    out = np.zeros((n_clusters, 1 + 2 * v))
    np.add.at(out[:, 0], codes, w[pairs[:, 0], pairs[:, 1]])
    np.add.at(out, (codes, 1 + pairs[:, 0]), 1.0)
    np.add.at(out, (codes, 1 + v + pairs[:, 1]), 1.0)
    return out


def _kappa(margins: Floats, w: Floats) -> Floats:
    """Kappa from each row of margins; NaN where chance agreement is complete."""
    rows, columns = margins[:, 1 : 1 + len(w)], margins[:, 1 + len(w) :]
    n = rows.sum(axis=1)
    po = margins[:, 0] / n
    pe = ((rows @ w) * columns).sum(axis=1) / n**2
    kappas: Floats = np.divide(po - pe, 1 - pe, out=np.full(len(n), math.nan), where=pe < 1 - 1e-15)
    return kappas


def _variances(p: Floats, w: Floats, n: int) -> tuple[float, float]:
    """Large-sample variance of kappa, and the one under chance agreement."""
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    po, pe = float((w * p).sum()), float(rows @ w @ columns)
    mean = (w @ columns)[:, None] + w.T @ rows
    spread = float((p * (w * (1 - pe) - mean * (1 - po)) ** 2).sum()) - (po * pe - 2 * pe + po) ** 2
    null = float((np.outer(rows, columns) * (w - mean) ** 2).sum()) - pe**2
    return max(spread, 0.0) / (n * (1 - pe) ** 4), max(null, 0.0) / (n * (1 - pe) ** 2)
