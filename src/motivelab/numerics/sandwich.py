"""Robust covariances: what is between the slices of bread when rows are not independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.cluster_jackknife import jackknife_df

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
LeverageCorrection: TypeAlias = Literal["CR2", "CR3"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RobustCovariance:
    """Covariance of coefficients and the degrees of freedom of each one's variance.

    Attributes:
        covariance: (k, k).
        df: (k,) degrees of freedom of each diagonal entry.
        truncated: whether negative eigenvalues were set to zero (two-way and dyadic sums need not be positive).
        alone: (k,) whether a coefficient rests on a direction that one cluster determines alone. That cluster fits
            itself and leaves no residual there, so that no sandwich knows the error of such a coefficient.
        tail_df: (k,) degrees of freedom of each error by the clusters' contributions (`jackknife_df`): few
            where a few clusters carry most of it (`cluster_jackknife.heavy_tails`).
    """

    covariance: Floats
    df: Floats
    truncated: bool
    alone: NDArray[np.bool_]
    tail_df: Floats


def cluster_meat(scores: Floats, codes: Integers, *, n_clusters: int) -> Floats:
    """Sum over clusters of the outer product of summed scores (CR0).

    Example:
        >>> cluster_meat(np.array([[1.0], [2.0], [-3.0]]), np.array([0, 0, 1]), n_clusters=2).tolist()
        [[18.0]]
    """
    s = summed_scores(scores, codes, n_clusters=n_clusters)
    return np.asarray(s.T @ s)


def summed_scores(scores: Floats, codes: Integers, *, n_clusters: int) -> Floats:
    """(n_clusters, k) sums of the rows' scores."""
    return np.column_stack([np.bincount(codes, weights=c, minlength=n_clusters) for c in scores.T])


def dyadic_meat(scores: Floats, first: Integers, second: Integers, *, n_nodes: int) -> Floats:
    """Sum of products of scores over all ordered pairs of rows that share a node.

    Node sums count rows that share one node once and rows of the same dyad twice; the sums over dyads take the second
    count off again.

    Example:
        >>> u = np.array([[1.0], [2.0], [4.0]])
        >>> dyadic_meat(u, np.array([0, 1, 2]), np.array([1, 2, 3]), n_nodes=4).tolist()
        [[41.0]]

    Reference:
        Aronow, Samii and Assenova (2015), Political Analysis 23, 564-577.
    """
    k = scores.shape[1]
    loop = first == second
    nodes = np.zeros((n_nodes, k))
    np.add.at(nodes, first, scores)
    np.add.at(nodes, second[~loop], scores[~loop])
    key = np.minimum(first, second) * n_nodes + np.maximum(first, second)
    _, pair = np.unique(key[~loop], return_inverse=True)
    pairs = np.zeros((int(pair.max()) + 1 if len(pair) else 0, k))
    np.add.at(pairs, pair, scores[~loop])
    return np.asarray(nodes.T @ nodes - pairs.T @ pairs)


def positive(covariance: Floats) -> tuple[Floats, bool]:
    """The covariance with negative eigenvalues set to zero, and whether there were any."""
    symmetric = (covariance + covariance.T) / 2
    values, vectors = np.linalg.eigh(symmetric)
    if values[0] >= -1e-12 * max(abs(float(values[-1])), 1e-300):
        return symmetric, False
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T), True


def orthonormal(design: Floats) -> tuple[Floats, Floats]:
    """Orthonormal columns q and the upper triangular root, design = q @ inv(root), so that root @ root.T is the bread.

    Everything computed in q keeps its digits when a predictor lies far from zero (a year, a time stamp); cross-products
    of the columns themselves lose twice as many.

    Example:
        >>> q, root = orthonormal(np.array([[1.0, 1e9], [1.0, 1e9 + 1], [1.0, 1e9 + 2]]))
        >>> bool(np.allclose(q.T @ q, np.eye(2))), round(float((root @ root.T)[1, 1]), 6)
        (True, 0.5)
    """
    scale = np.linalg.norm(design, axis=0)
    q, r = np.linalg.qr(design / scale)
    return np.asarray(q, np.float64), np.asarray(np.linalg.inv(r) / scale[:, None], np.float64)


def rests_on_one_cluster(half: Floats, root: Floats, codes: Integers) -> NDArray[np.bool_]:
    """Which coefficients rest, in part at least, on a direction that one cluster determines alone.

    Args:
        half: (n, k) orthonormal columns.
        root: (k, k) their root.
        codes: cluster of each row.

    Example:
        >>> x = np.column_stack([np.ones(5), [1.0, 1, 0, 0, 0]])
        >>> rests_on_one_cluster(*orthonormal(x), np.array([0, 0, 1, 2, 3])).tolist()
        [False, True]
    """
    # A direction of leverage 1 shows in the trace.
    trace = np.bincount(codes, weights=(half**2).sum(axis=1))
    alone = np.zeros(len(root), dtype=bool)
    for cluster in np.flatnonzero(trace > 1 - 1e-9):
        own = half[codes == cluster]
        values, vectors = np.linalg.eigh(own.T @ own)
        pull = root @ vectors[:, values > 1 - 1e-9]
        alone |= (pull**2).sum(axis=1) > 1e-9 * (root**2).sum(axis=1)
    return alone


def leverage_covariance(
    design: Floats,
    residuals: Floats,
    codes: Integers,
    *,
    n_clusters: int,
    correction: LeverageCorrection = "CR2",
    target: Floats | None = None,
) -> RobustCovariance:
    """CR2 or CR3 with Satterthwaite degrees of freedom, working model: independent equal errors.

    Cluster residuals are multiplied by (I - H_gg)^(-1/2) (CR2, Bell and McCaffrey: unbiased under the working model) or
    by (I - H_gg)^(-1) (CR3, close to leaving out one cluster at a time).
    For a weighted or generalised linear model hand in rows already multiplied by the root of their working weights.

    Args:
        design: (n, k).
        residuals: (n,).
        codes: cluster of each row.
        n_clusters: clusters.
        correction: `CR2` or `CR3`.
        target: (n,) variances of the outcomes under a generalised linear model, for CR2. Any root of the
            adjustment is unbiased; with variances that differ inside a cluster clubSandwich's root is
            (T (I - H_gg) T)^(-1/2) T, T their diagonal matrix, and so is this one. CR3 has no root to choose.

    In R:
        `clubSandwich::coef_test(fit, vcov = "CR2", cluster = g, test = "Satterthwaite")`.

    Reference:
        Bell and McCaffrey (2002), Survey Methodology 28, 169-181; Pustejovsky and Tipton (2018), JBES 36, 672-683.
    """
    k = design.shape[1]
    half, root = orthonormal(design)
    moved = np.empty((n_clusters, k))
    square = np.empty((n_clusters, k))
    carried = np.empty((n_clusters, k, k))
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes, minlength=n_clusters)
    starts = np.cumsum(sizes) - sizes
    # Clusters of one size at a time: a thousand small decompositions in one call.
    for size in np.unique(sizes):
        group = np.flatnonzero(sizes == size)
        rows = order[starts[group][:, None] + np.arange(size)]
        # A direction that one cluster determines alone has no residual; the pseudo-inverse leaves it out.
        if target is None or correction == "CR3":
            u, s, vt = np.linalg.svd(half[rows], full_matrices=False)
            left = 1 - s**2
            known = np.where(left > 1e-10, left, 1.0)
            factor = np.where(left > 1e-10, s / (np.sqrt(known) if correction == "CR2" else known), 0.0)
            adjusted = (u * factor[:, None, :]) @ (vt @ root.T)
        else:
            t = target[rows]
            inside = np.eye(size) - half[rows] @ half[rows].transpose(0, 2, 1)
            values, vectors = np.linalg.eigh(inside * (t[:, :, None] * t[:, None, :]))
            kept = values > 1e-10 * values[:, -1:]
            power = np.where(kept, 1 / np.sqrt(np.where(kept, values, 1.0)), 0.0)
            turned = vectors.transpose(0, 2, 1) @ (half[rows] @ root.T)
            adjusted = t[:, :, None] * ((vectors * power[:, None, :]) @ turned)
        moved[group] = np.einsum("gr,grk->gk", residuals[rows], adjusted)
        square[group] = (adjusted**2).sum(axis=1)
        carried[group] = half[rows].transpose(0, 2, 1) @ adjusted
    df = np.empty(k)
    for j in range(k):
        c = carried[:, :, j]
        inner = (c**2).sum(axis=1)
        trace = float((square[:, j] - inner).sum())
        crossed = c.T @ c
        norm = float((square[:, j] ** 2 - 2 * square[:, j] * inner).sum()) + float((crossed**2).sum())
        df[j] = trace**2 / norm if norm > 0 else np.nan
    alone = rests_on_one_cluster(half, root, codes)
    return RobustCovariance(
        covariance=moved.T @ moved, df=df, truncated=False, alone=alone, tail_df=jackknife_df(moved)
    )
