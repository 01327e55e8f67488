"""What two measures would correlate if neither were noisy."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_error
from motivelab.numerics.cluster_resampling import cluster_sums
from motivelab.numerics.clustering import Clusters, clustering, require_squarable
from motivelab.numerics.number_array import number_array
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


def disattenuated_correlation(
    x: ArrayLike,
    y: ArrayLike,
    *,
    clusters: Clusters = None,
    reliability_x: float | None = None,
    reliability_y: float | None = None,
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Correlation of the row means of x and y, divided by the root of their reliabilities.

    Formula: r(x, y) / sqrt(rel_x rel_y). The reliability of a column of k >= 2 exchangeable draws is estimated from
    them, 1 - (MS_within / k) / var(row means) (which is ICC(1,k)), and its uncertainty enters the interval: jackknife
    over clusters (rows, where there are none), t with the error's own df, G - 1 at most, reaching further on the side
    of the tail. A reliability handed in is taken as known (flag `reliability_fixed`), 1 for a column without draws and
    without a figure.

    When to use: beside the observed correlation, never in its place: it says how much noise alone could hide. Draws
    must be parallel (same wording, same moment); disagreement between wordings is not noise of this kind.

    Edge conventions: values beyond 1 are reported as they come, flag `above_one`. A true variance at or below zero
    raises.

    Args:
        x: (n,) or (n, k) draws of one row; NaN in any leaves the row out.
        y: (n,) or (n, k).
        clusters: labels, `ClusterWeights` (its codes) or None.
        reliability_x: reliability of a single-column x, in (0, 1].
        reliability_y: the same for y.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimate `r_disattenuated`. Flags: `missing`, `few_clusters`, `reliability_fixed`, `above_one`, `heavy_tails` (a
        few families carry most of the error; such intervals covered 92%), `boundary` (x and y are copies without noise;
        no interval).

    Raises:
        DegenerateDataError: a reliability outside (0, 1], draws and a figure both, no true variance, too few rows.

    Example:
        >>> e = disattenuated_correlation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5], reliability_x=0.9, reliability_y=0.9)
        >>> round(e.value, 4), e.flags
        (0.9206, ('reliability_fixed',))

    In R:
        `psych::correct.cor`; with draws, `cor(rowMeans(x), rowMeans(y)) / sqrt(icc1k_x * icc1k_y)` from `aov`.

    Reference:
        Spearman (1904), American Journal of Psychology 15, 72-101; Charles (2005), Psychological Methods 10, 206-226.
    """
    columns = [_draws(x, "x", reliability_x), _draws(y, "y", reliability_y)]
    g = clustering(clusters, *columns, at_least=4)
    a, b = (c[g.keep] for c in columns)
    fixed = [reliability_x if a.shape[1] == 1 else None, reliability_y if b.shape[1] == 1 else None]
    known = [1.0 if r is None else r for r in fixed]
    u, v = a.mean(axis=1), b.mean(axis=1)
    u, v = u - u.mean(), v - v.mean()
    noise = [c.var(axis=1, ddof=1) / c.shape[1] if c.shape[1] > 1 else np.zeros(len(c)) for c in (a, b)]
    rows = np.column_stack([np.ones(len(u)), u, v, u * u, v * v, u * v, noise[0], noise[1]])
    value = float(_corrected(rows.sum(axis=0)[None], known)[0])
    if math.isnan(value):
        raise DegenerateDataError("x or y has no variance left once the disagreement of its draws is taken off")
    sums = cluster_sums(rows, g.codes, n_clusters=g.n_clusters)
    n, size = len(u), g.n_clusters
    left_out = _corrected(sums.sum(axis=0) - sums, known)
    if not np.isfinite(left_out).all():
        raise DegenerateDataError(
            "without one of the clusters no true variance is left; the interval rests on it alone"
        )
    error = jackknife_error(left_out, level=level)
    se = float(error.se)
    flags = [f for f in g.flags_below(enough_clusters.JACKKNIFE) if clusters is not None or f != "few_clusters"]
    flags += ["reliability_fixed"] if a.shape[1] == 1 or b.shape[1] == 1 else []
    flags += ["above_one"] if abs(value) > 1 else []
    flags += ["heavy_tails"] if error.heavy_tails else []
    varies = se > 1e-12
    flags += [] if varies else ["boundary"]
    return Estimate(
        statistic="r_disattenuated",
        value=value,
        low=value - float(error.below) * se if varies else None,
        high=value + float(error.above) * se if varies else None,
        level=level,
        n=n,
        unit="row" if clusters is None else unit,
        n_units=size,
        method="corrected for noise of draws, cluster jackknife, t",
        se=se if varies else None,
        df=float(error.df) if varies else None,
        flags=tuple(flags),
    )


def _draws(values: ArrayLike, name: str, reliability: float | None) -> Floats:
    a = number_array(values, name=name)
    a = a[:, None] if a.ndim == 1 else a
    if a.ndim != 2 or a.shape[1] == 0 or np.isinf(a).any():
        raise DegenerateDataError(f"{name} has shape {a.shape!r}; give finite rows, (n,) or (n, draws)")
    require_squarable(a, name=name)
    if reliability is not None and a.shape[1] > 1:
        raise DegenerateDataError(f"{name} has {a.shape[1]} draws and reliability_{name} = {reliability!r}; give one")
    if reliability is not None and not 0 < reliability <= 1:
        raise DegenerateDataError(f"reliability_{name} is {reliability!r}; it must lie in (0, 1]")
    return a


def _corrected(s: Floats, known: list[float]) -> Floats:
    """Corrected correlation of each row of sums (1, u, v, uu, vv, uv, noise u, noise v); NaN without true variance."""
    n, u, v, uu, vv, uv, noise_u, noise_v = s.T
    true_u = (uu - u * u / n) / (n - 1) - noise_u / n
    true_v = (vv - v * v / n) / (n - 1) - noise_v / n
    shared = (uv - u * v / n) / (n - 1)
    sound = (true_u > 1e-12 * uu / n) & (true_v > 1e-12 * vv / n)
    product = np.where(sound, true_u * true_v * known[0] * known[1], 1.0)
    return np.where(sound, shared / np.sqrt(product), np.nan)
