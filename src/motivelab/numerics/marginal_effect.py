"""The average change of a logit's probability per unit of one predictor, row by row and without each node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.numerics.dyads import Dyads, node_sums
from motivelab.numerics.logit import LogitFit

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarginalEffect:
    """slope times the mean of p (1 - p), and what moves it.

    Attributes:
        value: average change in the probability.
        gradient: (k,) by the coefficients.
        influence: (n,) first-order part of each row, as a row of the average and by the coefficients.
    """

    value: float
    gradient: Floats
    influence: Floats


def marginal_effect(design: Floats, scores: Floats, fit: LogitFit, *, column: int) -> MarginalEffect:
    """The effect of one column, averaged over the rows.

    In R:
        `margins::margins(fit)`, `marginaleffects::avg_slopes(fit)`.
    """
    p = fit.probabilities
    spread = p * (1 - p)
    slope, mean = float(fit.coefficients[column]), float(spread.mean())
    gradient = slope * (spread * (1 - 2 * p)) @ design / len(design)
    gradient[column] += mean
    # The average also moves with which rows were drawn.
    influence = scores @ (fit.bread @ gradient) + slope * (spread - mean) / len(design)
    return MarginalEffect(value=slope * mean, gradient=gradient, influence=influence)


def marginal_effect_moves(design: Floats, fit: LogitFit, moves: Floats, d: Dyads, *, column: int) -> Floats:
    """(N, 1) how far the effect moves without each node, given how far the coefficients move; NaN where they are."""
    p = fit.probabilities
    value = float(fit.coefficients[column]) * float((p * (1 - p)).mean())
    counts = node_sums(np.ones((len(design), 1)), d)[:, 0]
    across = d.across
    out = np.full((d.n_nodes, 1), np.nan)
    # A few nodes at a time, so that (nodes x rows) arrays stay below 4 million numbers.
    size = max(1, 4_000_000 // len(design))
    for begin in range(0, d.n_nodes, size):
        nodes = np.arange(begin, min(begin + size, d.n_nodes))
        b = fit.coefficients + moves[nodes]
        q = special.expit(b @ design.T)
        q *= 1 - q
        for side, rows in ((d.first, np.arange(len(design))), (d.second, np.flatnonzero(across))):
            own = rows[(side[rows] >= begin) & (side[rows] <= nodes[-1])]
            q[side[own] - begin, own] = 0.0
        left = len(design) - counts[nodes]
        out[nodes, 0] = b[:, column] * q.sum(axis=1) / np.where(left > 0, left, np.nan) - value
    return out
