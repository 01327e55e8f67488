"""Resample whole clusters by one weight matrix that every statistic of a run shares.

Families of near-variants, not rows, are independent. A bootstrap resample of K clusters with replacement is a vector
of K multinomial counts, so a whole bootstrap is a matrix of counts (resamples x clusters). Any statistic made of sums
becomes `weights @ cluster_sums(...)`: one matrix product instead of a loop, and two statistics computed from the same
matrix are resampled together, so that their difference has a proper interval as well.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.label_codes import label_codes
from motivelab.numerics.nominal_level import upper_tail

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterWeights:
    """Which cluster each row belongs to, and how often each resample drew each cluster.

    Attributes:
        codes: (n_rows,) cluster of each row as 0 .. n_clusters - 1, numbered by first appearance.
        labels: (n_clusters,) what the caller called them, in the order of the codes.
        weights: (n_resamples, n_clusters) counts as float64 (ready for matrix products); each row sums to n_clusters.
    """

    codes: Integers
    labels: tuple[Hashable, ...]
    weights: Floats

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return len(self.labels)

    @property
    def n_resamples(self) -> int:
        """How many resamples were drawn."""
        return int(self.weights.shape[0])

    @property
    def row_weights(self) -> Floats:
        """(n_resamples, n_rows) weight of every row: for statistics that are not sums; large for long tables."""
        return self.weights[:, self.codes]

    @property
    def leave_one_out(self) -> Floats:
        """(n_clusters, n_clusters) weights of the cluster jackknife: row i leaves cluster i out."""
        return np.ones((self.n_clusters, self.n_clusters)) - np.eye(self.n_clusters)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateInterval:
    """An interval read off replicates.

    Attributes:
        low: lower end.
        high: upper end.
        n_used: replicates with a finite value.
        n_undefined: replicates in which the statistic was not defined (left out; a caution when there are many).
    """

    low: float
    high: float
    n_used: int
    n_undefined: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterMoments:
    """Number of rows, means and covariances in every resample.

    Attributes:
        n: (n_resamples,) rows in the resample, repeats counted (clusters differ in size, so it varies).
        mean: (n_resamples, k); NaN without rows.
        cov: (n_resamples, k, k) with divisor n - 1; NaN with fewer than two rows.
    """

    n: Floats
    mean: Floats
    cov: Floats


def cluster_weights(clusters: Sequence[Hashable], *, n_resamples: int, rng: np.random.Generator) -> ClusterWeights:
    """Code the clusters and draw the bootstrap counts that all statistics of a run share.

    Args:
        clusters: (n_rows,) label of each row's cluster: family names, integers, anything hashable; None or NaN is no
            label.
        n_resamples: number of bootstrap resamples (2,000 for a report); 0 gives an empty matrix and only the codes.
        rng: source of randomness, passed in so that one study seed decides everything.

    Raises:
        DegenerateDataError: no rows, a missing label, or fewer than two clusters (nothing to resample).

    Example:
        >>> w = cluster_weights(["a", "a", "b", "c"], n_resamples=3, rng=np.random.default_rng(1))
        >>> w.codes.tolist(), w.labels, w.weights.shape, w.weights.sum(axis=1).tolist()
        ([0, 0, 1, 2], ('a', 'b', 'c'), (3, 3), [3.0, 3.0, 3.0])

    Reference:
        Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
    """
    if n_resamples < 0:
        raise DegenerateDataError(f"n_resamples is {n_resamples!r}; it must be 0 or more (2000 suits a report)")
    codes, labels = label_codes(clusters)
    k = len(labels)
    if k < 2:
        raise DegenerateDataError(f"{k} cluster(s) in {len(codes)} rows; resampling needs at least 2")
    weights = rng.multinomial(k, np.full(k, 1 / k), size=n_resamples).astype(np.float64)
    return ClusterWeights(codes=codes, labels=tuple(labels), weights=weights)


def cluster_sums(values: Floats, codes: Integers, *, n_clusters: int) -> Floats:
    """Sum rows within clusters: (n_rows, ...) -> (n_clusters, ...); `weights @` the result bootstraps the sum.

    Example:
        >>> cluster_sums(np.array([1.0, 2.0, 5.0]), np.array([0, 0, 1]), n_clusters=2).tolist()
        [3.0, 5.0]
    """
    out = np.zeros((n_clusters, *values.shape[1:]))
    if len(codes):
        order = np.argsort(codes, kind="stable")
        present, first = np.unique(codes[order], return_index=True)
        out[present] = np.add.reduceat(values[order], first, axis=0)
    return out


def cluster_means(values: Floats, codes: Integers, weights: Floats) -> Floats:
    """Mean of a column in every resample, missing cells (NaN) left out; NaN where a resample holds no value.

    Args:
        values: (n_rows,) or (n_rows, k).
        codes: cluster of each row.
        weights: (n_resamples, n_clusters), from `ClusterWeights.weights` or `.leave_one_out`.

    Returns:
        (n_resamples,) or (n_resamples, k).
    """
    present = np.isfinite(values)
    n_clusters = weights.shape[1]
    total = weights @ cluster_sums(np.where(present, values, 0.0), codes, n_clusters=n_clusters)
    count = weights @ cluster_sums(present.astype(np.float64), codes, n_clusters=n_clusters)
    return np.divide(total, count, out=np.full_like(total, math.nan), where=count > 0)


def cluster_moments(values: Floats, codes: Integers, weights: Floats) -> ClusterMoments:
    """Rows, means and covariance matrix in every resample, from sums alone.

    Args:
        values: (n_rows, k) without missing cells.
        codes: cluster of each row.
        weights: (n_resamples, n_clusters).
    """
    n_clusters, k = weights.shape[1], values.shape[1]
    # Centring at the overall mean first keeps the sum-of-squares formula from cancelling when means are large.
    centre = values.mean(axis=0)
    x = values - centre
    upper = np.triu_indices(k)
    n = weights @ np.bincount(codes, minlength=n_clusters).astype(np.float64)
    # A resample without rows has no mean, one with a single row no covariance: NaN.
    size = np.where(n > 0, n, math.nan)[:, None]
    first = weights @ cluster_sums(x, codes, n_clusters=n_clusters) / size
    second = weights @ cluster_sums(x[:, upper[0]] * x[:, upper[1]], codes, n_clusters=n_clusters)
    half = (second - size * first[:, upper[0]] * first[:, upper[1]]) / np.where(size > 1, size - 1, math.nan)
    cov = np.empty((len(n), k, k))
    cov[:, upper[0], upper[1]] = half
    cov[:, upper[1], upper[0]] = half
    return ClusterMoments(n=n, mean=first + centre, cov=cov)


def percentile_interval(replicates: Floats, *, level: float = 0.95) -> ReplicateInterval:
    """Read the middle `level` share of the replicates off their quantiles.

    Raises:
        DegenerateDataError: fewer than 20 finite replicates, or more than half of them undefined.

    Example:
        >>> i = percentile_interval(np.arange(101.0), level=0.9)
        >>> round(i.low, 6), round(i.high, 6)
        (5.0, 95.0)
    """
    finite = _finite(replicates)
    low, high = np.quantile(finite, [1 - upper_tail(level), upper_tail(level)])
    return ReplicateInterval(
        low=float(low), high=float(high), n_used=len(finite), n_undefined=len(replicates) - len(finite)
    )


def bca_interval(replicates: Floats, *, estimate: float, jackknife: Floats, level: float = 0.95) -> ReplicateInterval:
    """Correct the percentile interval for bias and for a spread that changes with the value (BCa).

    z0 is the normal quantile of the share of replicates below the estimate (ties count half); a is one sixth of the
    skewness of the leave-one-cluster-out values. A jackknife without spread gives a = 0, all replicates on one side
    give their range's end.

    Args:
        replicates: (n_resamples,) bootstrap values.
        estimate: the value on the data as they are.
        jackknife: (n_clusters,) values with one cluster left out (`ClusterWeights.leave_one_out`).
        level: nominal coverage.

    Raises:
        DegenerateDataError: as in `percentile_interval`, or an estimate that is not finite.

    Reference:
        Efron (1987), Better bootstrap confidence intervals, JASA 82, 171-185.
    """
    if not math.isfinite(estimate):
        raise DegenerateDataError(f"the estimate is {estimate!r}; an interval needs a finite one")
    finite = _finite(replicates)
    share = (np.count_nonzero(finite < estimate) + 0.5 * np.count_nonzero(finite == estimate)) / len(finite)
    edge = 0.5 / len(finite)
    z0 = float(special.ndtri(min(max(share, edge), 1 - edge)))
    left_out = jackknife[np.isfinite(jackknife)]
    pull = left_out.mean() - left_out if len(left_out) else np.zeros(1)
    spread = float((pull**2).sum())
    a = float((pull**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    ends = []
    for z in (special.ndtri(1 - upper_tail(level)), special.ndtri(upper_tail(level))):
        shrink = 1 - a * (z0 + z)
        ends.append(float(special.ndtr(z0 + (z0 + z) / shrink)) if shrink > 0 else float(z > 0))
    low, high = np.quantile(finite, ends)
    return ReplicateInterval(
        low=float(low), high=float(high), n_used=len(finite), n_undefined=len(replicates) - len(finite)
    )


def _finite(replicates: Floats) -> Floats:
    finite = replicates[np.isfinite(replicates)]
    if len(finite) < 20 or 2 * len(finite) < len(replicates):
        raise DegenerateDataError(
            f"the statistic is defined in {len(finite)} of {len(replicates)} resamples; need 20 and half"
        )
    return finite
