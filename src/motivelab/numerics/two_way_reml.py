"""Variance components of an incomplete two-way table by restricted maximum likelihood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from motivelab.errors import ConvergenceError, DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayComponents:
    """Variances of rows, columns and error (interaction included), none below 0."""

    rows: float
    columns: float
    error: float


def two_way_reml(values: Floats) -> TwoWayComponents:
    """REML of y_ij = mean + row_i + column_j + error_ij over the cells that are there.

    With gamma the ratio of a component to the error variance, rows are eliminated in closed form (each row's inverse
    is I - gamma_r/(1 + gamma_r n_i) 11') and the k columns remain; the profiled likelihood is minimised over the two
    ratios. On a complete table with positive estimates this equals the analysis of variance. In R: `lme4::lmer(y ~ 1 +
    (1 | row) + (1 | column))`.

    Args:
        values: (n_rows, k), NaN for a missing cell; each row with at least one value.

    Raises:
        DegenerateDataError: too few cells to separate the components.
        ConvergenceError: the likelihood has no flat maximum.

    Example:
        >>> shrout_fleiss = [[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
        >>> c = two_way_reml(np.array(shrout_fleiss))
        >>> round(c.rows, 3), round(c.columns, 3), round(c.error, 3)
        (2.556, 5.244, 1.019)

    Reference:
        Searle, Casella and McCulloch (1992), Variance Components, chapter 6.
    """
    present = np.isfinite(values)
    y = np.where(present, values - values[present].mean(), 0.0)
    m = present.astype(np.float64)
    per_row = m.sum(axis=1)
    cells = int(m.sum())
    if cells < values.shape[0] + values.shape[1]:
        raise DegenerateDataError(f"{cells} cells for a {values.shape} table: too few to split its variance")
    row_sum, column_sum, squares = y.sum(axis=1), y.sum(axis=0), float((y**2).sum())
    if squares <= 0:
        raise DegenerateDataError("all values are equal; there is no variance to split")
    column_n = m.sum(axis=0)

    def deviance(theta: Floats) -> tuple[float, float]:
        g_row, g_column = theta**2
        shrink = g_row / (1 + g_row * per_row)
        ztz = np.diag(column_n) - m.T @ (shrink[:, None] * m)
        zty = column_sum - m.T @ (shrink * row_sum)
        zt1 = column_n - m.T @ (shrink * per_row)
        yty = squares - float((shrink * row_sum**2).sum())
        oneone = cells - float((shrink * per_row**2).sum())
        oney = float(row_sum.sum() - (shrink * per_row * row_sum).sum())
        root = math.sqrt(g_column)
        inner = np.eye(len(ztz)) + g_column * ztz
        solved = np.linalg.solve(inner, np.column_stack([zty, zt1]) * root)
        yty -= root * float(zty @ solved[:, 0])
        oney -= root * float(zt1 @ solved[:, 0])
        oneone -= root * float(zt1 @ solved[:, 1])
        rss = max(yty - oney**2 / oneone, 1e-300)
        logdet = float(np.linalg.slogdet(inner)[1])
        value = float(np.log1p(g_row * per_row).sum()) + logdet + math.log(oneone) + (cells - 1) * math.log(rss)
        return value, rss / (cells - 1)

    def objective(theta: Floats) -> float:
        return deviance(theta)[0]

    fits = [
        optimize.minimize(
            objective,
            np.array([start, start]),
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 2000},
        )
        for start in (1.0, 0.3)
    ]
    best = min(fits, key=lambda fit: float(fit.fun))
    if not best.success or np.abs(best.x).max() > 1e5:
        raise ConvergenceError(f"REML of a {values.shape} table did not converge; does a row or column explain all?")
    error = deviance(best.x)[1]
    return TwoWayComponents(rows=float(best.x[0] ** 2) * error, columns=float(best.x[1] ** 2) * error, error=error)
