"""Do two draws of the same report agree? Correlation and distance, by respondent and pooled."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import ClusterWeights, cluster_moments
from motivelab.numerics.clustering import Clusters, clustering, column, label_codes
from motivelab.numerics.nominal_level import upper_tail
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """Agreement of a first and a second measurement.

    Attributes:
        by_respondent: Pearson correlation of each respondent, in the order of `respondents`.
        respondents: their labels.
        fixed: pooled Fisher z, weights n - 3: the mean over these respondents.
        random: pooled Fisher z, DerSimonian-Laird weights, Hartung-Knapp t interval: the mean over respondents like
            these.
        plain: unweighted mean of Fisher z, turned back (as published); interval as a t on the z values.
        tau2: variance of z between respondents (DerSimonian-Laird), no interval; its p tests homogeneity (Cochran's Q).
        difference: mean absolute difference of the two draws in scale points, over all rows.
    """

    by_respondent: tuple[Estimate, ...]
    respondents: tuple[Hashable, ...]
    fixed: Estimate
    random: Estimate
    plain: Estimate
    tau2: Estimate
    difference: Estimate


def retest(
    first: ArrayLike,
    second: ArrayLike,
    *,
    respondents: Sequence[Hashable] | NDArray[Any] | None = None,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> Retest:
    """Retest correlation of each respondent, pooled by fixed and random effects, and mean absolute difference.

    Formulas: z = atanh r with variance 1/(n - 3) where rows are independent, else the squared jackknife error over
    clusters; fixed = sum w z / sum w with w = 1/variance; Q = sum w (z - fixed)^2; tau2 = max(0, (Q - (k-1)) / (sum w
    - sum w^2/sum w)); random uses 1/(variance + tau2) and the Hartung-Knapp error. Values are turned back by tanh.

    When to use: to lay beside published retest correlations. Draws of one report are exchangeable, so
    `intraclass_correlation` (icc1) is the better number: a correlation forgives one draw being higher than the other
    throughout.

    Args:
        first: (n_rows,) first draw, NaN for missing.
        second: (n_rows,) second draw.
        respondents: who gave each row; None for a single respondent.
        clusters: family of each row (the same families for every respondent), or the shared `ClusterWeights`; None
            where
            rows are independent.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        `Retest`. Flags: `missing`, `few_clusters`, `heavy_tails`, `constant` (a draw without variance: r is NaN, the
        respondent is left out of the pooling), `perfect` (r is +-1 within rounding: no interval, left out too),
        `few_rows` (n below 4), `no_interval` (no family makes a difference), `few_respondents` (fewer than 5:
        the spread between respondents is hardly known), `one_respondent` (nothing to pool).

    Raises:
        DegenerateDataError: lengths differ, fewer than 3 complete rows, or no respondent with a correlation.

    Example:
        >>> r = retest([70, 50, 80, 60, 90, 40], [72, 55, 78, 66, 85, 35])
        >>> print(r.by_respondent[0], "|", r.difference)
        retest_correlation 0.9655 [0.7109, 0.9964] | mean_absolute_difference 4.167 [2.359, 5.974]

    In R:
        `cor.test(first, second)`; `metafor::rma(yi = z, vi = 1/(n-3), method = "FE")`, `method = "DL", test = "knha"`.

    Reference:
        Fisher (1921), Metron 1, 3-32; DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188;
        Hartung and Knapp (2001), Statistics in Medicine 20, 3875-3889.
    """
    x, y = column(first, name="first"), column(second, name="second")
    if len(x) != len(y):
        raise DegenerateDataError(f"first has {len(x)} rows and second {len(y)}; they must be paired")
    if respondents is None:
        who, names = np.zeros(len(x), dtype=np.int64), ["all"]
    else:
        who, names = label_codes(respondents, name="respondents")
    if len(who) != len(x):
        raise DegenerateDataError(f"respondents has {len(who)} labels for {len(x)} rows; give one a row")
    complete = np.isfinite(x) & np.isfinite(y)
    if complete.sum() < 3:
        raise DegenerateDataError(f"{int(complete.sum())} rows have both draws; at least 3 are needed")
    labels = _labels(clusters)
    gaps = ["missing"] if not complete.all() else []

    rows = [np.flatnonzero(complete & (who == i)) for i in range(len(names))]
    single = [
        _correlation(x[r], y[r], None if labels is None else labels[r], level=level, unit=unit, gaps=gaps) for r in rows
    ]
    z = np.array([math.atanh(e.value) if _poolable(e) else math.nan for e in single])
    error = np.array([e.se / (1 - e.value**2) if _poolable(e) and e.se else math.nan for e in single])
    good = np.isfinite(z) & np.isfinite(error) & (error > 0)
    if not good.any():
        raise DegenerateDataError(
            "no respondent has a correlation below 1 with an error; is a draw constant or copied?"
        )
    z, variance = z[good], error[good] ** 2
    k = len(z)
    w = 1 / variance
    fixed = float((w * z).sum() / w.sum())
    q = float((w * (z - fixed) ** 2).sum())
    spread = float(w.sum() - (w**2).sum() / w.sum())
    tau2 = max(0.0, (q - (k - 1)) / spread) if k > 1 and spread > 0 else 0.0
    v = 1 / (variance + tau2)
    random = float((v * z).sum() / v.sum())
    plain = float(z.mean())
    flags = [*gaps, *(["one_respondent"] if k == 1 else ["few_respondents"] if k < 5 else [])]
    n = int(sum(len(r) for r, g in zip(rows, good, strict=True) if g))

    def pooled(name: str, centre: float, se: float, df: float | None, method: str) -> Estimate:
        wide = float(special.ndtri(upper_tail(level)) if df is None else special.stdtrit(df, upper_tail(level))) * se
        known = math.isfinite(se)
        return Estimate(
            statistic=name,
            value=math.tanh(centre),
            low=math.tanh(centre - wide) if known else None,
            high=math.tanh(centre + wide) if known else None,
            level=level,
            n=n,
            unit="respondent" if df is not None else "row" if clusters is None else unit,
            n_units=k if df is not None else None,
            method=method,
            se=se * (1 - math.tanh(centre) ** 2) if known else None,
            df=df,
            flags=tuple(flags),
        )

    hartung_knapp = math.sqrt(float((v * (z - random) ** 2).sum()) / ((k - 1) * float(v.sum()))) if k > 1 else math.nan
    plain_se = float(z.std(ddof=1)) / math.sqrt(k) if k > 1 else math.nan
    return Retest(
        by_respondent=tuple(single),
        respondents=tuple(names),
        fixed=pooled("retest_fixed", fixed, 1 / math.sqrt(float(w.sum())), None, "Fisher z, fixed effect"),
        random=pooled("retest_random", random, hartung_knapp, float(max(k - 1, 1)), "Fisher z, DL, Hartung-Knapp t"),
        plain=pooled("retest_fisher_mean", plain, plain_se, float(max(k - 1, 1)), "unweighted mean of Fisher z, t"),
        tau2=Estimate(
            statistic="retest_tau2",
            value=tau2,
            n=k,
            unit="respondent",
            method="DerSimonian-Laird; p of Cochran's Q",
            df=float(k - 1),
            p=float(special.chdtrc(k - 1, q)) if k > 1 else None,
            flags=tuple(flags) + (("boundary",) if tau2 == 0 else ()),
        ),
        difference=_difference(
            np.abs(x - y)[complete], None if labels is None else labels[complete], level=level, unit=unit, gaps=gaps
        ),
    )


def _labels(clusters: Clusters) -> NDArray[np.int64] | None:
    if clusters is None:
        return None
    return clusters.codes if isinstance(clusters, ClusterWeights) else label_codes(clusters)[0]


def _poolable(e: Estimate) -> bool:
    return math.isfinite(e.value) and abs(e.value) < 1 - 1e-12


def _correlation(
    x: Floats, y: Floats, labels: NDArray[np.int64] | None, *, level: float, unit: str, gaps: list[str]
) -> Estimate:
    n = len(x)
    flags = list(gaps)
    r = math.nan
    low = high = se = df = p = None
    units = None
    if n >= 3 and np.ptp(x) > 0 and np.ptp(y) > 0:
        r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    if not math.isfinite(r):
        flags.append("constant" if n >= 3 else "few_rows")
    elif abs(r) >= 1 - 1e-12:
        flags.append("perfect")
    elif labels is None:
        if n > 3:
            se_z = 1 / math.sqrt(n - 3)
            wide = float(special.ndtri(upper_tail(level))) * se_z
            low, high = math.tanh(math.atanh(r) - wide), math.tanh(math.atanh(r) + wide)
            se, df = (1 - r**2) * se_z, float(n - 2)
            p = float(2 * special.stdtr(n - 2, -abs(r) * math.sqrt((n - 2) / (1 - r**2))))
        else:
            flags.append("few_rows")
    else:
        grouping = clustering(labels, x, at_least=1)
        units = grouping.n_clusters
        if units < enough_clusters.JACKKNIFE:
            flags.append("few_clusters")
        moments = cluster_moments(np.column_stack([x, y]), grouping.codes, np.ones((units, units)) - np.eye(units))
        scale = np.sqrt(np.maximum(moments.cov[:, 0, 0] * moments.cov[:, 1, 1], 0.0))
        left = np.divide(moments.cov[:, 0, 1], scale, out=np.full(units, math.nan), where=scale > 0)
        inside = np.abs(left) < 1 - 1e-12
        zs = np.arctanh(left, out=np.full(units, math.nan), where=inside)
        interval = jackknife_interval(zs, estimate=math.atanh(r), level=level)
        if interval is not None:
            low, high = math.tanh(interval.low), math.tanh(interval.high)
            se, df = (1 - r**2) * interval.se, interval.df
            flags += ["heavy_tails"] if interval.heavy_tails else []
        else:
            flags.append("no_interval")
    return Estimate(
        statistic="retest_correlation",
        value=r,
        low=low,
        high=high,
        level=level,
        n=n,
        unit="row" if labels is None else unit,
        n_units=units,
        method="Pearson, Fisher z" if labels is None else f"Pearson, Fisher z, jackknife over {unit}",
        se=se,
        df=df,
        p=p,
        flags=tuple(flags),
    )


def _difference(gap: Floats, labels: NDArray[np.int64] | None, *, level: float, unit: str, gaps: list[str]) -> Estimate:
    grouping = clustering(labels, gap)
    k = grouping.n_clusters
    sums = np.bincount(grouping.codes, weights=gap, minlength=k)
    counts = np.bincount(grouping.codes, minlength=k)
    value = float(gap.mean())
    left = (sums.sum() - sums) / (counts.sum() - counts) / (value or 1.0)
    interval = jackknife_interval(left, estimate=1.0 if value else 0.0, level=level, linear=labels is None)
    flags = list(gaps) + (["no_variance"] if interval is None else [])
    flags += ["few_clusters"] if k < enough_clusters.JACKKNIFE else []
    flags += ["heavy_tails"] if interval is not None and interval.heavy_tails else []
    return Estimate(
        statistic="mean_absolute_difference",
        value=value,
        low=None if interval is None else value * interval.low,
        high=None if interval is None else value * interval.high,
        level=level,
        n=len(gap),
        unit="row" if labels is None else unit,
        n_units=None if labels is None else k,
        method="t" if labels is None else f"jackknife over {unit}",
        se=None if interval is None else value * interval.se,
        df=None if interval is None else interval.df,
        flags=tuple(flags),
    )
