"""Cronbach's alpha: how consistently the items of one scale answer together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering, require_squarable
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.numerics.pairwise_covariance import pairwise_covariances
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Missing: TypeAlias = Literal["pairwise", "listwise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CronbachAlpha:
    """Alpha of a scale and what each item does to it.

    Attributes:
        alpha: raw alpha, from covariances.
        standardized: alpha from correlations; NaN with flag `constant_item` where an item has no variance.
        if_dropped: one raw alpha an item, of the scale without it (empty for two items).
        item_rest: one correlation an item, with the sum of the other items.
    """

    alpha: Estimate
    standardized: Estimate
    if_dropped: tuple[Estimate, ...]
    item_rest: tuple[Estimate, ...]


def cronbach_alpha(
    scores: ArrayLike,
    *,
    missing: Missing = "pairwise",
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> CronbachAlpha:
    """Cronbach's alpha with an interval, alpha if an item is dropped, and standardized alpha.

    Formula: alpha = k/(k-1) (1 - tr S / 1'S1) with S the covariance of the k items; standardized alpha puts the
    correlations in S's place. Without clusters the interval is Feldt's: (1 - alpha)/(1 - alpha_true) follows an
    F((n-1), (n-1)(k-1)). With clusters it is the jackknife over clusters of log(1 - alpha), t with the degrees of
    freedom of its error, leaning to the side of the tail: Feldt's is far too short when families differ and items react
    to that together.

    When to use: items that all measure one thing about equally well. Items of unequal loadings make alpha a lower
    bound (see `mcdonald_omega`); several dimensions make it meaningless (see `parallel_analysis`).

    Args:
        scores: (n_rows, k) item scores, already keyed: higher means more of the trait. NaN is a missing answer.
        missing: `pairwise` uses for each covariance the rows that have both items (as psych does); `listwise` drops
            rows
            with any missing answer.
        clusters: a label a row, or the shared `ClusterWeights`; None where rows are independent.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        `CronbachAlpha`. n is the rows with at least one answer. Flags: `missing`, `few_clusters`, `heavy_tails`,
        `constant_item`, `negative_alpha` (items disagree: is one keyed the wrong way?), `negative_item` (an item-rest
        correlation below 0), `perfect` (items identical up to constants: alpha 1, no interval), `no_interval` (no
            cluster makes a difference).

    Raises:
        DegenerateDataError: fewer than 2 items or 3 rows, a pair of items never answered together, or no variance of
            the sum.

    Example:
        >>> x = [[1, 2, 1], [2, 2, 3], [3, 4, 3], [4, 5, 4], [5, 5, 4]]
        >>> print(cronbach_alpha(x).alpha)
        cronbach_alpha 0.9538 [0.7664, 0.9949]

    In R:
        `psych::alpha(x)$total` (raw_alpha, std.alpha, and `feldt`, whose n also counts rows without any answer),
        `psych::alpha(x)$alpha.drop`; `r.drop` for item_rest. psych leaves items without variance out, this does not.

    Reference:
        Cronbach (1951), Psychometrika 16, 297-334; Feldt (1965), Psychometrika 30, 357-370.
    """
    if missing not in ("pairwise", "listwise"):
        raise DegenerateDataError(f"missing is {missing!r}; {choices(missing, ['pairwise', 'listwise'])}")
    x = number_array(scores, name="scores")
    if x.ndim != 2 or x.shape[1] < 2:
        raise DegenerateDataError(f"scores has shape {x.shape!r}; alpha needs rows by at least 2 items")
    if np.isinf(x).any():
        raise DegenerateDataError("scores hold an infinite value; give NaN for what is missing")
    require_squarable(x, name="scores")
    incomplete = bool(np.isnan(x).any())
    answered = np.isfinite(x)
    keep = answered.any(axis=1) if missing == "pairwise" else answered.all(axis=1)
    grouping = clustering(clusters, np.where(keep, 0.0, math.nan))
    x = x[grouping.keep]
    n, k = x.shape
    if n < 3:
        raise DegenerateDataError(f"{n} rows with answers; alpha needs at least 3")
    moments = pairwise_covariances(x)
    cov = moments.cov[0]
    if not np.isfinite(cov).all():
        i, j = np.argwhere(~np.isfinite(cov))[0]
        raise DegenerateDataError(f"items {i} and {j} are answered together in fewer than 2 rows; drop one of them")
    if not cov.sum() > 1e-12 * np.trace(cov) or np.trace(cov) <= 0:
        raise DegenerateDataError("the sum of the items has no variance; alpha is not defined")

    constant = bool((np.diag(cov) <= 0).any())
    rest = _item_rest(cov)
    cautions = ["missing"] if incomplete else []
    cautions += ["constant_item"] if constant else []
    cautions += ["negative_item"] if (rest < 0).any() else []

    left_out: Floats | None = None
    units = None
    if clusters is not None:
        units = grouping.n_clusters
        without = np.ones((units, units)) - np.eye(units)
        resampled = pairwise_covariances(x, grouping.codes, without)
        left_out = resampled.cov
        cautions += ["few_clusters"] if units < enough_clusters.JACKKNIFE else []

    def estimate(name: str, matrix: Floats, resamples: Floats | None) -> Estimate:
        value = float(_alpha(matrix[None])[0])
        flags = [*cautions, *(["negative_alpha"] if value < 0 else [])]
        low = high = se = df = None
        items = len(matrix)
        if not math.isfinite(value):
            pass
        elif 1 - value < 1e-12:
            flags.append("perfect")
        elif resamples is None:
            low, high = (
                1 - (1 - value) * float(special.fdtri(n - 1, (n - 1) * (items - 1), q))
                for q in (upper_tail(level), 1 - upper_tail(level))
            )
        else:
            gap = 1 - _alpha(resamples)
            logs = np.log(gap, out=np.full_like(gap, math.nan), where=gap > 0)
            interval = jackknife_interval(logs, estimate=math.log(1 - value), level=level)
            if interval is not None:
                low, high = 1 - math.exp(interval.high), 1 - math.exp(interval.low)
                se, df = (1 - value) * interval.se, interval.df
                flags += ["heavy_tails"] if interval.heavy_tails else []
            else:
                flags.append("no_interval")
        return Estimate(
            statistic=name,
            value=value,
            low=low,
            high=high,
            level=level,
            n=n,
            unit="row" if clusters is None else unit,
            n_units=units,
            method=f"{missing} covariances, " + ("Feldt F" if clusters is None else f"jackknife over {unit}"),
            se=se,
            df=df,
            flags=tuple(flags),
        )

    def dropping(matrix: Floats, item: int) -> Floats:
        others = [j for j in range(k) if j != item]
        kept: Floats = matrix[..., others, :][..., others]
        return kept

    return CronbachAlpha(
        alpha=estimate("cronbach_alpha", cov, left_out),
        standardized=estimate("standardized_alpha", _scaled(cov), None if left_out is None else _scaled(left_out)),
        if_dropped=tuple(
            estimate("alpha_if_dropped", dropping(cov, i), None if left_out is None else dropping(left_out, i))
            for i in range(k if k > 2 else 0)
        ),
        item_rest=tuple(
            Estimate(
                statistic="item_rest_correlation",
                value=float(r),
                n=n,
                unit="row" if clusters is None else unit,
                method=f"{missing} covariances",
                flags=() if math.isfinite(r) else ("constant_item",),
            )
            for r in rest
        ),
    )


def _alpha(cov: Floats) -> Floats:
    k = cov.shape[-1]
    total = cov.sum(axis=(1, 2))
    share = np.divide(
        np.trace(cov, axis1=1, axis2=2), total, out=np.full_like(total, math.nan), where=np.abs(total) > 1e-300
    )
    alpha: Floats = k / (k - 1) * (1 - share)
    return alpha


def _scaled(cov: Floats) -> Floats:
    sd = np.sqrt(np.maximum(np.diagonal(cov, axis1=-2, axis2=-1), 0.0))
    scale = sd[..., :, None] * sd[..., None, :]
    scaled: Floats = np.divide(cov, scale, out=np.full_like(cov, math.nan), where=scale > 0)
    return scaled


def _item_rest(cov: Floats) -> Floats:
    with_rest = cov.sum(axis=1) - np.diag(cov)
    rest_var = cov.sum() - 2 * cov.sum(axis=1) + np.diag(cov)
    scale = np.sqrt(np.maximum(np.diag(cov) * rest_var, 0.0))
    rest: Floats = np.divide(with_rest, scale, out=np.full_like(scale, math.nan), where=scale > 0)
    return rest
