"""The standard error of measurement: how far one answer strays from the mean of many, in points of the scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering, require_squarable
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardErrorOfMeasurement:
    """Spread of repeated measurements of the same thing.

    Attributes:
        sem: standard deviation of one measurement around what it measures, in scale points.
        detectable: smallest difference of two measurements that noise explains at most 1 - level of the time.
    """

    sem: Estimate
    detectable: Estimate


def standard_error_of_measurement(
    ratings: ArrayLike,
    *,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> StandardErrorOfMeasurement:
    """Standard error of measurement from replicates, and the smallest detectable difference.

    Formula: sem = sqrt(W), W the variance within rows pooled over rows (each row with n_i values gives n_i - 1 degrees
    of freedom); detectable = z sqrt(2) sem. In a complete table this is
    sd sqrt(1 - icc1) with sd^2 = (R + (k - 1) W)/k, R the mean square between rows. Without clusters the
    interval is chi-squared, for normal errors of one size; with clusters it is the jackknife over clusters of
    log(sem), t with own df, which also holds when some families are noisier than others or scores heap.

    When to use: beside every reliability. A reliability depends on how different the tasks are; the sem does not.

    Args:
        ratings: (n_rows, k) replicates of each row's score, NaN for missing; rows with one value are left out.
        clusters: a label a row, or the shared `ClusterWeights`; None where rows are independent.
        level: nominal coverage, and the confidence of `detectable`.
        unit: what a cluster is.

    Returns:
        `StandardErrorOfMeasurement`. n is the rows with at least two values. Flags: `missing`, `few_clusters`,
        `heavy_tails`, `no_variance` (replicates always agree: 0, no interval), `no_interval` (no cluster makes a
        difference).

    Raises:
        DegenerateDataError: no row has two values.

    Example:
        >>> sem = standard_error_of_measurement([[70, 72], [50, 50], [80, 76], [65, 60]])
        >>> print(sem.sem)
        standard_error_of_measurement 2.372 [1.421, 6.815]

    In R:
        `sigma(lm(y ~ factor(row)))`.

    Reference:
        Harvill (1991), Educational Measurement: Issues and Practice 10, 33-41; Bland and Altman (1996), BMJ 313, 744.
    """
    x = number_array(ratings, name="ratings")
    if x.ndim != 2:
        raise DegenerateDataError(f"ratings has shape {x.shape!r}; give rows by replicates")
    if np.isinf(x).any():
        raise DegenerateDataError("ratings hold an infinite value; give NaN for what is missing")
    require_squarable(x, name="ratings")
    count = np.isfinite(x).sum(axis=1)
    usable = count >= 2
    if not usable.any():
        raise DegenerateDataError("no row has two values; the standard error of measurement needs replicates")
    grouping = clustering(clusters, np.where(usable, 0.0, math.nan), at_least=1)
    rows = x[grouping.keep]
    squares, freedom = _within(rows)
    total_df = float(freedom.sum())
    sem = math.sqrt(float(squares.sum()) / total_df)
    flags = [] if np.isfinite(x).all() else ["missing"]
    low = high = se = df = None
    if sem <= 1e-14 * float(np.nanmax(np.abs(rows))):
        flags.append("no_variance")
    elif clusters is None:
        low, high = (sem * math.sqrt(total_df / float(special.chdtri(total_df, 1 - q))) for q in _tails(level))
        se, df = sem / math.sqrt(2 * total_df), total_df
    else:
        per_cluster = np.stack([np.bincount(grouping.codes, weights=v) for v in (squares, freedom)])
        rest = per_cluster.sum(axis=1, keepdims=True) - per_cluster
        variance = np.divide(rest[0], rest[1], out=np.full(grouping.n_clusters, math.nan), where=rest[1] > 0)
        logs = 0.5 * np.log(variance, out=np.full_like(variance, math.nan), where=variance > 1e-12 * sem**2)
        interval = jackknife_interval(logs, estimate=math.log(sem), level=level)
        if interval is not None:
            low, high, se, df = math.exp(interval.low), math.exp(interval.high), sem * interval.se, interval.df
            flags += ["heavy_tails"] if interval.heavy_tails else []
        else:
            flags.append("no_interval")
        if grouping.n_clusters < enough_clusters.JACKKNIFE:
            flags.append("few_clusters")

    def estimate(name: str, times: float) -> Estimate:
        return Estimate(
            statistic=name,
            value=times * sem,
            low=None if low is None else times * low,
            high=None if high is None else times * high,
            level=level,
            n=len(rows),
            unit="row" if clusters is None else unit,
            n_units=None if clusters is None else grouping.n_clusters,
            method="within rows, " + ("chi-squared" if clusters is None else f"jackknife over {unit}"),
            se=None if se is None else times * se,
            df=df,
            flags=tuple(flags),
        )

    z = float(special.ndtri(upper_tail(level)))
    return StandardErrorOfMeasurement(
        sem=estimate("standard_error_of_measurement", 1.0),
        detectable=estimate("smallest_detectable_difference", z * math.sqrt(2)),
    )


def _within(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum of squares around its own mean and degrees of freedom, for every row."""
    present = np.isfinite(rows)
    n = present.sum(axis=1).astype(np.float64)
    filled = np.where(present, rows, 0.0)
    mean = filled.sum(axis=1) / n
    squares = np.where(present, (rows - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return squares, n - 1


def _tails(level: float) -> tuple[float, float]:
    return upper_tail(level), 1 - upper_tail(level)
