"""Logistic regression on one predictor, unpenalised, by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.float64]

_STEPS: Final = 50
_CLOSE: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Logit:
    """Slope of the predictor, its standard error, z and two-sided p."""

    slope: float
    se: float
    z: float
    p: float


def newton_logit(y: Floats, x: Floats) -> Logit | None:
    """Fit log odds of y = 1 on intercept and x, or None where the maximum is not finite (separation, no variance).

    Example:
        >>> fit = newton_logit(np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0]), np.arange(6.0))
        >>> round(fit.slope, 3) if fit else None
        1.214
    """
    if not len(y) or np.ptp(y) == 0 or np.ptp(x) == 0 or _separated(y, x):
        return None
    scale = float(np.abs(x).max())
    design = np.column_stack([np.ones(len(x)), x / scale])
    beta = np.zeros(2)
    for _ in range(_STEPS):
        mu = special.expit(design @ beta)
        information = (design * (mu * (1 - mu))[:, None]).T @ design
        step = np.linalg.solve(information, design.T @ (y - mu))
        beta = beta + step
        if np.abs(step).max() < _CLOSE * max(1.0, np.abs(beta).max()):
            break
    else:
        return None
    mu = special.expit(design @ beta)
    covariance = np.linalg.inv((design * (mu * (1 - mu))[:, None]).T @ design)
    slope, se = float(beta[1]) / scale, float(np.sqrt(covariance[1, 1])) / scale
    return Logit(slope=slope, se=se, z=slope / se, p=float(2 * special.ndtr(-abs(slope / se))))


def _separated(y: Floats, x: Floats) -> bool:
    ones, zeros = x[y == 1], x[y == 0]
    return bool(ones.min() >= zeros.max() or ones.max() <= zeros.min())
