"""Variance components of an incomplete two-way table by restricted maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from motivelab.errors import ConvergenceError, DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]

# A variance so many times the error's leaves no error.
LARGEST_RATIO: Final = 1e8


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayComponents:
    """Variances of rows, columns and error (interaction included), none below 0."""

    rows: float
    columns: float
    error: float


def two_way_reml(values: Floats, *, start: TwoWayComponents | None = None) -> TwoWayComponents:
    """REML of y_ij = mean + row_i + column_j + error_ij over the cells that are there.

    With gamma the ratio of a component to the error variance, rows are eliminated in closed form (each row's inverse
    is I - gamma_r/(1 + gamma_r n_i) 11') and the k columns remain; the profiled likelihood is minimised over the
    logarithms of one plus the two ratios by its gradient, tr(Z'PZ) - (N - 1) y'PZZ'Py / y'Py for the Z of rows and of
    columns. On a complete table with positive estimates this equals the analysis of variance. In R:
    `lme4::lmer(y ~ 1 + (1 | row) + (1 | column))`.

    Args:
        values: (n_rows, k), NaN for a missing cell; each row with at least one value.
        start: components to begin with, such as those of nearly the same table; None begins far and near.

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
    cells = int(present.sum())
    if cells < values.shape[0] + values.shape[1]:
        raise DegenerateDataError(f"{cells} cells for a {values.shape} table: too few to split its variance")
    y = np.where(present, values - values[present].mean(), 0.0)
    scale = math.sqrt(float((y**2).sum()) / cells)
    if scale <= 0:
        raise DegenerateDataError("all values are equal; there is no variance to split")
    y = y / scale

    def deviance(at: Floats) -> tuple[float, Floats]:
        value, slope, _ = _profile(y, present, np.expm1(at))
        return value / cells, slope * np.exp(at) / cells

    starts = [(1.0, 1.0), (0.1, 0.1)] if start is None else [(start.rows / start.error, start.columns / start.error)]
    fits = [_minimum(deviance, np.log1p(at)) for at in starts]
    best = min((fit for fit in fits if fit is not None), key=lambda at: deviance(at)[0], default=None)
    if best is None or np.expm1(best).max() > 0.999 * LARGEST_RATIO:
        raise ConvergenceError(f"REML of a {values.shape} table did not converge; does a row or column explain all?")
    ratios = np.expm1(best)
    error = _profile(y, present, ratios)[2] * scale**2
    rows, columns = (float(ratio) * error for ratio in ratios)
    return TwoWayComponents(rows=rows, columns=columns, error=error)


def _minimum(deviance: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats | None:
    """Where the deviance is smallest, by descent and then Newton steps on its gradient; None where it is not flat.

    The deviance itself is flat to half the digits around its minimum, so that descent alone stops short.
    """
    bounds = [(0.0, math.log1p(LARGEST_RATIO))] * 2
    found = optimize.minimize(
        deviance, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-9}
    )
    at = np.where(found.x < 1e-6, 0.0, found.x)
    for _ in range(20):
        slope = deviance(at)[1]
        free = np.flatnonzero((at > 0) | (slope < 0))
        if not len(free) or np.abs(slope[free]).max() < 1e-13:
            break
        sides = [deviance(at + 1e-5 * e)[1] - deviance(at - 1e-5 * e)[1] for e in np.eye(2)[free]]
        curvature = np.array(sides)[:, free] / 2e-5
        if not (np.linalg.eigvalsh((curvature + curvature.T) / 2) > 0).all():
            break
        step = np.linalg.solve(curvature, slope[free])
        at = at.copy()
        at[free] = np.maximum(at[free] - np.clip(step, -1.0, 1.0), 0.0)
        if np.abs(step).max() < 1e-9:
            break
    slope = deviance(at)[1]
    flat = np.where(at > 0, np.abs(slope), np.maximum(-slope, 0.0)).max() < 1e-6
    return at if flat else None


def _profile(y: Floats, present: NDArray[np.bool_], ratios: Floats) -> tuple[float, Floats, float]:
    """Profiled deviance at two ratios, its slope by each, and the error variance."""
    m = present.astype(np.float64)
    per_row, per_column, cells = m.sum(axis=1), m.sum(axis=0), float(m.sum())
    row_ratio, column_ratio = ratios
    damp = 1 / (1 + row_ratio * per_row)
    shrink = row_ratio * damp
    # What is left of columns, of the mean and of y once rows are swept out (H), then columns (V).
    seen = damp[:, None] * m
    columns = np.diag(per_column) - m.T @ (shrink[:, None] * m)
    inner = np.eye(len(columns)) + column_ratio * columns
    sweep = column_ratio * np.linalg.inv(inner)
    row_y, row_one = y.sum(axis=1), per_row
    column_y = y.sum(axis=0) - m.T @ (shrink * row_y)
    column_one = per_column - m.T @ (shrink * per_row)
    yy = float((y**2).sum() - shrink @ row_y**2 - column_y @ sweep @ column_y)
    one_y = float(row_y.sum() - shrink @ (per_row * row_y) - column_one @ sweep @ column_y)
    one_one = max(float(cells - shrink @ per_row**2 - column_one @ sweep @ column_one), 1e-300)
    residual = max(float(yy - one_y**2 / one_one), 1e-300)
    value = float(np.log1p(row_ratio * per_row).sum()) + float(np.linalg.slogdet(inner)[1])
    value += math.log(one_one) + (cells - 1) * math.log(residual)
    slopes = []
    for trace, one, of_y in (
        (
            per_row @ damp - float(np.einsum("ij,jk,ik->", seen, sweep, seen)),
            damp * row_one - seen @ (sweep @ column_one),
            damp * row_y - seen @ (sweep @ column_y),
        ),
        (
            float(np.trace(columns - columns @ sweep @ columns)),
            column_one - columns @ (sweep @ column_one),
            column_y - columns @ (sweep @ column_y),
        ),
    ):
        swept = of_y - one * (one_y / one_one)
        slopes.append(trace - float(one @ one) / one_one - (cells - 1) * float(swept @ swept) / residual)
    return value, np.array(slopes), residual / (cells - 1)
