"""How much higher the same tasks score under one condition than under another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_jackknife import heavy_tails, jackknife_df
from motivelab.numerics.cluster_resampling import bca_interval, cluster_moments, cluster_sums
from motivelab.numerics.clustered_mean import clustered_mean
from motivelab.numerics.clustering import Clustering, Clusters, clustering, column
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.noncentral_t import noncentral_t_bounds
from motivelab.numerics.student_t import t_interval
from motivelab.numerics.studentized_bootstrap import studentized_means
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedContrast:
    """A paired difference in points and in two standard units.

    Attributes:
        difference: mean of a - b in the units of the scores.
        d_z: mean over standard deviation of the differences of the independent units (family means, or rows).
        d_av: mean difference over the root of the mean variance of a and b between rows.
    """

    difference: Estimate
    d_z: Estimate
    d_av: Estimate


def paired_contrast(
    a: ArrayLike, b: ArrayLike, *, clusters: Clusters = None, level: float = 0.95, unit: str = "family"
) -> PairedContrast:
    """Mean difference a - b, d_z and d_av of the same rows under two conditions.

    Formulas: difference = mean(a - b) with the interval of a clustered mean (CR2, Satterthwaite t; studentised
    bootstrap with `ClusterWeights`). d_z = mean / sd of the families' mean differences, noncentral t interval with
    G - 1 df, exact for normal family means (flag `skewed` where their skewness passes 1: it then covers too little;
    BCa with `ClusterWeights`). d_av = mean(a - b) / sqrt((var a + var b) / 2), variances between rows:
    independent rows get the noncentral t with 2 (n - 1) / (1 + r^2) df for d sqrt(n / (2 (1 - r))); clusters get a
    jackknife t interval (flag `heavy_tails` where a few families carry its error).

    When to use: one condition against the control, per respondent. Report the points first; d_z says how reliably
    families shift, d_av how far compared with how tasks differ.

    Edge conventions: rows missing on either side are left out (flag `missing`); differences that do not vary have no
    d_z (value NaN, flag `no_variance`) and no interval.

    Args:
        a: (n,) scores under the condition.
        b: (n,) scores of the same rows under the reference.
        clusters: labels, `ClusterWeights`, or None.
        level: nominal coverage.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: fewer than two units, or neither side varies.

    Example:
        >>> c = paired_contrast([74, 80, 61, 90, 77], [70, 78, 60, 83, 70])
        >>> print(c.difference, "|", c.d_z, "|", c.d_av)
        mean_difference 4.2 [0.7545, 7.645] | d_z 1.514 [0.1441, 2.817] | d_av 0.4338 [0.07971, 0.7754]

    In R:
        `t.test(a, b, paired = TRUE)`; `psych::cohen.d.ci` bounds by `uniroot` on `pt(t, df, ncp)`; on family means for
        d_z in clusters.

    Reference:
        Cumming (2012), Understanding the New Statistics, chapter 11; Cousineau and Goulet-Pelletier (2021), TQMP 17.
    """
    x, y = column(a, name="a"), column(b, name="b")
    g = clustering(clusters, x, y)
    x, y = x[g.keep], y[g.keep]
    d = x - y
    unit = "row" if clusters is None else unit
    record = partial(Estimate, level=level, n=len(d), unit=unit, n_units=g.n_clusters)
    variance = (float(x.var(ddof=1)) + float(y.var(ddof=1))) / 2
    if variance <= 0:
        raise DegenerateDataError(f"neither a nor b varies over its {len(d)} rows; no difference can be judged")
    m = clustered_mean(d, g.codes, n_clusters=g.n_clusters)
    d_av = m.value / math.sqrt(variance)
    if m.se <= 1e-14 * max(float(np.abs(x).max()), float(np.abs(y).max())):
        blank = (*g.flags, "no_variance")
        words = "differences do not vary"
        return PairedContrast(
            difference=record(statistic="mean_difference", value=m.value, method=words, flags=blank),
            d_z=record(statistic="d_z", value=math.nan, method=words, flags=blank),
            d_av=record(statistic="d_av", value=d_av, method=words, flags=blank),
        )
    low, high, p = _difference_interval(d, g, level=level)
    counted = np.bincount(g.codes, minlength=g.n_clusters)
    means = np.bincount(g.codes, weights=d, minlength=g.n_clusters) / counted
    root = math.sqrt(g.n_clusters)
    d_z = float(means.mean() / means.std(ddof=1))
    z_low, z_high = (end / root for end in noncentral_t_bounds(d_z * root, df=g.n_clusters - 1, level=level))
    z_method = f"sd of {unit} means, noncentral t"
    skewness = float(((means - means.mean()) ** 3).mean()) / float(means.std()) ** 3
    z_flags = g.flags
    if g.weights is not None:
        z_low, z_high = _d_z_bootstrap(means, d_z, g.weights, level=level)
        z_method = f"sd of {unit} means, BCa cluster bootstrap ({len(g.weights)})"
    elif abs(skewness) > 1:
        z_flags = (*g.flags, "skewed")
    av_low, av_high, av_method, heavy = _d_av_interval(x, y, d_av, g, clustered=clusters is not None, level=level)
    how = "row t" if clusters is None else "CR2 errors by cluster, Satterthwaite t"
    if g.weights is not None:
        how = f"studentised cluster bootstrap ({len(g.weights)})"
    return PairedContrast(
        difference=record(
            statistic="mean_difference",
            value=m.value,
            low=low,
            high=high,
            method=f"paired, {how}",
            se=m.se,
            df=None if g.weights is not None else m.df,
            p=p,
            flags=g.flags,
        ),
        d_z=record(
            statistic="d_z",
            value=d_z,
            low=z_low,
            high=z_high,
            method=z_method,
            df=None if g.weights is not None else float(g.n_clusters - 1),
            flags=z_flags,
        ),
        d_av=record(
            statistic="d_av",
            value=d_av,
            low=av_low,
            high=av_high,
            method=av_method,
            flags=(*g.flags, *(("heavy_tails",) if heavy else ())),
        ),
    )


def _difference_interval(d: NDArray[np.float64], g: Clustering, *, level: float) -> tuple[float, float, float]:
    if g.weights is None:
        m = clustered_mean(d, g.codes, n_clusters=g.n_clusters)
        i = t_interval(m.value, se=m.se, df=m.df, level=level)
        return i.low, i.high, i.p
    sums = cluster_sums(np.column_stack([d, np.ones(len(d))]), g.codes, n_clusters=g.n_clusters)
    b = studentized_means(sums[:, :1], sums[:, 1:], g.weights, level=level)
    if math.isnan(b.low[0]):
        raise DegenerateDataError(f"too few defined resamples of {g.n_clusters} clusters; hand in labels instead")
    return float(b.low[0]), float(b.high[0]), float(b.p[0])


def _d_z_bootstrap(
    means: NDArray[np.float64], d_z: float, weights: NDArray[np.float64], *, level: float
) -> tuple[float, float]:
    each = np.arange(len(means))

    def standardised(w: NDArray[np.float64]) -> NDArray[np.float64]:
        m = cluster_moments(means[:, None], each, w)
        return np.asarray(m.mean[:, 0] / np.sqrt(np.where(m.cov[:, 0, 0] > 0, m.cov[:, 0, 0], np.nan)))

    i = bca_interval(standardised(weights), estimate=d_z, jackknife=standardised(1.0 - np.eye(len(means))), level=level)
    return i.low, i.high


def _d_av_interval(
    x: NDArray[np.float64], y: NDArray[np.float64], d_av: float, g: Clustering, *, clustered: bool, level: float
) -> tuple[float, float, str, bool]:
    n = len(x)
    if not clustered:
        r = 0.0 if x.std() <= 0 or y.std() <= 0 else float(np.corrcoef(x, y)[0, 1])
        root = math.sqrt(n / (2 * max(1 - r, 1e-12)))
        low, high = noncentral_t_bounds(d_av * root, df=2 * (n - 1) / (1 + r**2), level=level)
        return low / root, high / root, "noncentral t, approximate", False
    both = np.column_stack([x, y])
    m = cluster_moments(both, g.codes, 1.0 - np.eye(g.n_clusters))
    left_out = (m.mean[:, 0] - m.mean[:, 1]) / np.sqrt((m.cov[:, 0, 0] + m.cov[:, 1, 1]) / 2)
    se = math.sqrt((g.n_clusters - 1) / g.n_clusters * float(((left_out - left_out.mean()) ** 2).sum()))
    df = float(jackknife_df(left_out))
    half = float(special.stdtrit(df, upper_tail(level))) * se
    return d_av - half, d_av + half, "cluster jackknife, t", heavy_tails(df, n_clusters=g.n_clusters)
