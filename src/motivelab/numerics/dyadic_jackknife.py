"""Errors where every row belongs to two nodes: the dyadic sum, and leaving one node out with all rows that touch it.

The dyadic sum (`sandwich.dyadic_meat`) takes residuals for errors. Each residual has lost a part of both its nodes'
effects to the fit, about four parts in N of the variance at N nodes, and the sum is a difference of two sums, so that
it varies like a chi-square on N / 4 degrees of freedom where rows are in truth independent. Both are mended here; what
that wins stands in docs/adr/0010.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_df
from motivelab.numerics.dyads import Dyads, node_sums, pair_sums
from motivelab.numerics.one_step import one_step_moves
from motivelab.numerics.sandwich import dyadic_meat, positive

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DyadicCovariance:
    """Covariance of k statistics over dyads.

    Attributes:
        covariance: (k, k).
        df: (k,) degrees of freedom of each variance.
        flags: `few_clusters`, `hinge_family` (a node without which the statistics are not defined, left out of the
            sum), `not_positive` (negative eigenvalues of a dyadic sum set to 0).
    """

    covariance: Floats
    df: Floats
    flags: tuple[str, ...]


def dyadic_sandwich(influence: Floats, d: Dyads) -> DyadicCovariance:
    """The dyadic sum as published, times N/(N - 1), with N - 1 degrees of freedom.

    Reference:
        Aronow, Samii and Assenova (2015), Political Analysis 23, 564-577.
    """
    n = d.n_nodes
    covariance, truncated = positive(n / (n - 1) * dyadic_meat(influence, d.first, d.second, n_nodes=n))
    # Where every row shares a node with every other (three nodes, a star) the sum is 0 but for rounding.
    gone = np.diag(covariance) <= 1e-9 * (pair_sums(influence, d) ** 2).sum(axis=0)
    covariance[gone], covariance[:, gone] = 0.0, 0.0
    truncated = truncated or bool(gone.any())
    return DyadicCovariance(
        covariance=covariance,
        df=np.full(len(covariance), n - 1.0),
        flags=(("few_clusters",) if n < enough_clusters.ROUGH else ()) + (("not_positive",) if truncated else ()),
    )


def dyadic_jackknife(moves: Floats, influence: Floats, d: Dyads, *, metric: Floats | None = None) -> DyadicCovariance:
    """Jackknife over nodes, less what it counts twice, held above the variance of independent pairs.

    With N nodes, d_g how far the statistics move without node g, and s_p the summed influence of pair p,

        V = (N - 1)/N sum_g d_g d_g' - sum_p s_p s_p'        (both nodes of a pair carry the pair's own share)

    and at least m/(m - 1) sum_p s_p s_p' of m pairs. The degrees of freedom are those of the sum over nodes
    (`jackknife_df`), times the square of the part of that sum which is left: N - 1 where node effects carry
    the variance, N / 4 where every pair stands for itself.

    Args:
        moves: (N, k) statistics without each node less the statistics on all rows; a row of NaN where undefined.
        influence: (n, k) first-order part of each row in the statistics; sums to about 0.
        d: the two nodes of each row.
        metric: (k, k) positive definite covariance (the model's) in whose units directions are compared, so that the
            unit of a predictor makes no difference; None for the identity.

    Reference:
        Frank and Snijders (1994), Journal of Official Statistics 10, 53-67, and Snijders and Borgatti (1999),
        Connections 22, 161-170, for leaving nodes out; Aronow, Samii and Assenova (2015), Political Analysis 23,
        564-577, for the pairs counted twice.
    """
    sound = np.isfinite(moves).all(axis=1)
    used = moves[sound]
    n = len(used)
    k = influence.shape[1]
    pairs = pair_sums(influence, d)
    alone = d.n_pairs / (d.n_pairs - 1) * pairs.T @ pairs
    between = pairs[np.unique(d.pair[d.across])]
    nodes = (n - 1) / n * used.T @ used if n else np.zeros((k, k))
    root = np.linalg.cholesky(np.eye(k) if metric is None else metric)
    inverse = np.linalg.inv(root)
    gap = inverse @ (nodes - between.T @ between - alone) @ inverse.T
    values, vectors = np.linalg.eigh((gap + gap.T) / 2)
    more = root @ (vectors * np.maximum(values, 0.0))
    covariance = alone + more @ (root @ vectors).T
    left = np.diag(covariance) / np.maximum(np.diag(nodes), 1e-300)
    df = (jackknife_df(used) if n > 1 else np.ones(k)) * np.minimum(left, 1.0) ** 2
    return DyadicCovariance(
        covariance=covariance,
        df=np.maximum(df, 1.0),
        flags=(("few_clusters",) if d.n_nodes < enough_clusters.MEAN else ())
        + (() if sound.all() else ("hinge_family",)),
    )


def mean_moves(values: Floats, d: Dyads) -> Floats:
    """(N, 1) how far the mean of the rows moves without each node.

    Example:
        >>> from motivelab.numerics.dyads import dyads
        >>> mean_moves(np.array([1.0, 2.0, 6.0]), dyads(np.array([0, 1, 2]), np.array([1, 2, 0]))).ravel().tolist()
        [-1.0, 3.0, -2.0]
    """
    touched = node_sums(np.column_stack([values - values.mean(), np.ones(len(values))]), d)
    left = len(values) - touched[:, 1]
    return np.asarray(np.where(left > 0, -touched[:, 0] / np.where(left > 0, left, 1.0), np.nan))[:, None]


def logit_moves(design: Floats, scores: Floats, weights: Floats, bread: Floats, d: Dyads) -> Floats:
    """(N, k) how far the coefficients of a logit move without each node, by one Newton step.

    Args:
        design: (n, k).
        scores: (n, k) design times residual.
        weights: (n,) p (1 - p).
        bread: (k, k) inverse information.
        d: the two nodes of each row.

    Returns:
        A row of NaN where the other nodes do not determine the coefficients.
    """
    k = design.shape[1]
    products = (design[:, :, None] * design[:, None, :] * weights[:, None, None]).reshape(len(design), -1)
    touched = node_sums(np.column_stack([scores, products]), d)
    return one_step_moves(touched[:, :k], touched[:, k:].reshape(-1, k, k), bread)
